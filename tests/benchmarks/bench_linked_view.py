"""How fast the app answers in a real browser: `python tests/benchmarks/bench_linked_view.py` prints the figures.

Stepping is measured inside the page, from the key press to two animation frames after plotly has drawn. A control
that redraws a page is compared with an empty app in the same run: on a shared machine only the ratio says much. It is
done when every figure in view has been drawn; what is below the fold follows, and its time stands beside.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser.conftest import FLAGS, chromium, linked_view, running, settled

CLICKS = 10
STEP = """async () => { const graph = document.querySelector('.taft-network');
  const t0 = performance.now(), drawn = new Promise((r) => graph.once('plotly_afterplot', r));
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
  await drawn; await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
  return performance.now() - t0; }"""
FLOOR = 'import streamlit as st\nst.toggle("Mask names")\nst.write("floor")\n'


def median_and_p95(values):
    values = sorted(values)
    return f"median {statistics.median(values):6.0f} ms   p95 {values[int(0.95 * (len(values) - 1))]:6.0f} ms"


# A figure carries aria-busy from the moment it learns of something new until that is drawn, but learns of it up to a
# frame after the script has ended: quiet is what stays so for six frames, and the third of them is what counts.
WATCH = """() => { const app = document.querySelector('[data-testid=stApp]'); let t0 = null, ran = false;
  const busy = (all) => [...document.querySelectorAll('.taft-chart, .taft-linked')].some((figure) => {
    const box = figure.getBoundingClientRect();
    return figure.ariaBusy && (all || (box.bottom > 0 && box.top < innerHeight)); });
  const quiet = (all) => new Promise((done) => { let frames = 0, third = null; const look = () => {
    frames = busy(all) ? 0 : frames + 1;
    if (frames === 3) third = performance.now();
    if (frames === 6) done(third - t0); else requestAnimationFrame(look); }; look(); });
  document.addEventListener('pointerdown', () => { t0 = performance.now(); }, {once: true, capture: true});
  const script = new Promise((done) => { const seen = new MutationObserver((changes) => {
    if (changes.some((change) => change.oldValue !== 'notRunning')) ran = true;
    if (ran && app.dataset.testScriptState === 'notRunning') { seen.disconnect(); done(); } });
    seen.observe(app, {attributeFilter: ['data-test-script-state'], attributeOldValue: true}); });
  const drawn = script.then(() => Promise.all([quiet(false), quiet(true)]));
  window.settledAfter = Promise.race([drawn, new Promise((done) => setTimeout(done, 8000, null))]); }"""


def toggled(page, label, clicks=CLICKS):
    """Milliseconds, clock of the page, from a click on a toggle until what is in view is drawn, and until all is.

    Two lists. A run too short for the browser to show that it ran gives no time, and is left out.
    """
    found = []
    for _ in range(clicks + 3):
        page.wait_for_timeout(500)
        page.evaluate(WATCH)
        page.get_by_text(label).click()
        found.append(page.evaluate("window.settledAfter"))
    return list(zip(*(times for times in found[3:] if times), strict=True))


def opened(browser, address):
    """Milliseconds from the address to the linked view drawn, in a browser that has seen nothing yet and then again."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    for _ in range(3):
        start = time.perf_counter()
        page.goto(f"{address}/?session=1")
        linked_view(page)
        yield 1000 * (time.perf_counter() - start)
    page.context.close()


def main():
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        floor_script = Path(folder) / "floor.py"
        floor_script.write_text(FLOOR)
        with running() as app, running(floor_script) as floor:
            cold, warm = [], []
            for _ in range(3):
                browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
                first, *then = opened(browser, app)
                cold, warm = [*cold, first], [*warm, *then]
                browser.close()
            print(
                f"first full page: first visit of all {cold[0]:6.0f} ms, cold browser {median_and_p95(cold[1:])}"
            )
            print(f"the same, opened before       {median_and_p95(warm)}")
            browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{app}/?session=1")
            linked_view(page)
            settled(page)
            steps = [page.evaluate(STEP) for _ in range(23)]
            print(f"one step of the session       {median_and_p95(steps[3:])}")
            empty = browser.new_page(viewport={"width": 1280, "height": 900})
            empty.goto(floor)
            settled(empty)
            base, _ = toggled(empty, "Mask names")
            print(f"floor: an empty app           {median_and_p95(base)}")
            for name in ("", "participation", "network", "alliance", "ratings", "records"):
                page.goto(f"{app}/{name}")
                settled(page)
                page.wait_for_timeout(2500)
                for label in ("Mask names", "Count therapists"):
                    seen, everything = (statistics.median(times) for times in toggled(page, label, 7))
                    print(
                        f"{label.lower()}, {name or 'overview':<15} in view {seen:6.0f} ms"
                        f" = {seen / statistics.median(base):5.2f} x floor   all of the page {everything:6.0f} ms"
                    )
            browser.close()


if __name__ == "__main__":
    main()
