"""Files taken away from a page: tables as CSV, XLSX and ODS, each with what its figures were made from."""
