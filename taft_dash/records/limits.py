"""How much one reading may hold: each limit stands above anything a clinic records and below what harms a laptop."""

MEGABYTE = 2**20

LARGEST_FILE = 200 * MEGABYTE  # one file as it lies on disk; the app passes its own, smaller limit
LARGEST_UNPACKED = 500 * MEGABYTE  # everything in one ZIP, workbook or other packed file, counted while it is unpacked
MOST_FILES = 200  # files in one folder, ZIP or upload
MOST_LINES = 50_000_000  # lines in one file
MOST_COLUMNS = 2_000  # columns in one table
MOST_SHEET_CELLS = 2_000_000  # cells in one file that is no delimited text; beyond this CSV is the better form
LONGEST_CELL = 10_000  # characters in one cell
