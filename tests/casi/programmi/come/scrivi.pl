# The three tables of tavole.json as Perl writes them: perl scrivi.pl CARTELLA
use strict; use warnings; use utf8;
use FindBin; use JSON::PP; use Excel::Writer::XLSX; use Spreadsheet::WriteExcel;
my $cartella = shift;
open my $aperto, '<:raw', "$FindBin::Bin/tavole.json" or die; my $tavole = decode_json(join '', <$aperto>);
my %formati = (p => '0.0%', e => '#,##0.00 "€"', d => 'dd/mm/yyyy');
for my $genere (keys %$tavole) {
  for ([ 'excel-writer-xlsx', 'Excel::Writer::XLSX', 'xlsx' ], [ 'spreadsheet-writeexcel', 'Spreadsheet::WriteExcel', 'xls' ]) {
    my ($nome, $classe, $tipo) = @$_;
    my $libro = $classe->new("$cartella/$nome-$genere.$tipo");
    my $pagina = $libro->add_worksheet($tavole->{$genere}{foglio});
    my $r = 0;
    for my $riga (@{ $tavole->{$genere}{righe} }) {
      my $c = 0;
      for my $cella (@$riga) {
        if (!defined $cella) { }
        elsif (!ref $cella) { $pagina->write_string($r, $c, $cella) }
        elsif (exists $cella->{f}) { $pagina->write_formula($r, $c, "=$cella->{f}", undef, $cella->{n}) }
        elsif (exists $cella->{n}) { $pagina->write_number($r, $c, $cella->{n}) }
        else {
          my ($che) = keys %$cella;
          my $come = $libro->add_format(num_format => $formati{$che});
          if ($che eq 'd') { $pagina->write_date_time($r, $c, "$cella->{d}T", $come) }
          else { $pagina->write_number($r, $c, $cella->{$che}, $come) }
        }
        $c++;
      }
      $r++;
    }
    $libro->close;
  }
}
print STDERR "Excel::Writer::XLSX $Excel::Writer::XLSX::VERSION, Spreadsheet::WriteExcel $Spreadsheet::WriteExcel::VERSION\n";
