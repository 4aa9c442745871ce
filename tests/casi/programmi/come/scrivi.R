# The three tables of tavole.json as R writes them: Rscript scrivi.R CARTELLA (r-cran-writexl, r-cran-openxlsx, r-cran-jsonlite)
cartella <- commandArgs(TRUE)[1]
qui <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
tavole <- jsonlite::read_json(file.path(qui, "tavole.json"))
valore <- function(c) if (is.null(c)) NA else if (!is.list(c)) c else if (!is.null(c$d)) as.Date(c$d) else if (!is.null(c$n)) c$n else if (!is.null(c$p)) c$p else c$e
testo <- function(c) if (is.null(c)) NA else if (is.list(c) && !is.null(c$p)) sprintf("%.1f%%", 100 * c$p) else as.character(valore(c))
for (genere in names(tavole)) {
  foglio <- tavole[[genere]]$foglio; righe <- tavole[[genere]]$righe
  dove <- function(programma, tipo) file.path(cartella, paste0(programma, "-", genere, ".", tipo))
  colonne <- lapply(seq_along(righe[[1]]), function(i) {
    celle <- lapply(righe[-1], function(r) r[[i]])
    tipi <- unique(unlist(lapply(celle, function(c) if (is.null(c)) NULL else if (is.list(c)) setdiff(names(c), "f")[1] else "s")))
    if (length(tipi) == 1 && tipi == "d") as.Date(sapply(celle, function(c) if (is.null(c)) NA else c$d))
    else if (length(tipi) == 1 && tipi %in% c("n", "e")) sapply(celle, function(c) as.numeric(valore(c)))
    else sapply(celle, testo)
  })
  tavola <- setNames(as.data.frame(colonne, stringsAsFactors = FALSE), unlist(righe[[1]]))
  writexl::write_xlsx(setNames(list(tavola), foglio), dove("writexl", "xlsx"))
  openxlsx::write.xlsx(tavola, dove("openxlsx", "xlsx"), sheetName = foglio)
  write.csv2(tavola, dove("r-csv2", "csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")
  write.csv(tavola, dove("r-csv", "csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
message(R.version.string); for (p in c("writexl", "openxlsx")) message(p, " ", packageVersion(p))
