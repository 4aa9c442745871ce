# The three tables of tavole.json as the library "spreadsheet" of Ruby writes them: ruby scrivi.rb CARTELLA
require "json"
require "date"
require "spreadsheet"
FORMATI = { "p" => "0.0%", "e" => '#,##0.00 "€"', "d" => "dd/mm/yyyy" }
JSON.parse(File.read(File.join(__dir__, "tavole.json"), encoding: "utf-8")).each do |genere, tavola|
  libro = Spreadsheet::Workbook.new
  pagina = libro.create_worksheet(name: tavola["foglio"])
  tavola["righe"].each_with_index do |riga, r|
    riga.each_with_index do |cella, c|
      next if cella.nil?
      unless cella.is_a?(Hash)
        pagina[r, c] = cella
        next
      end
      che = (cella.keys - ["f"]).first
      pagina[r, c] = che == "d" ? Date.parse(cella["d"]) : cella[che]
      pagina.row(r).set_format(c, Spreadsheet::Format.new(number_format: FORMATI[che])) if FORMATI[che]
    end
  end
  libro.write(File.join(ARGV[0], "ruby-spreadsheet-#{genere}.xls"))
end
warn "spreadsheet #{Spreadsheet::VERSION}"
