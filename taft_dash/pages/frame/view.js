// The frame of every page draws nothing itself; it has the browser read plotly's script before a figure needs it.

export default function ({ data }) {
  loadPlotly(data.plotly).catch(() => {}); // whoever draws a figure says so
}
