package searchtest

import "strings"

// modifiers are nouns as they stand at the beginning of a compound.
var modifiers = strings.Fields(`
Daten Haushalts Personal Sozial Jugend Bau Umwelt Verkehrs Steuer Vergabe Vertrags Arbeits Gesundheits Sicherheits
Brandschutz Informations Kommunal Landes Bundes Bürger Melde Ausländer Asyl Standesamts Gewerbe Gaststätten Lebensmittel Katastrophen
Feuerwehr Rettungs Polizei Justiz Gerichts Schul Hochschul Bildungs Ausbildungs Lern Lehr Forschungs Bibliotheks Archiv Kultur
Museums Theater Sport Freizeit Tourismus Wirtschafts Finanz Kassen Rechnungs Prüfungs Kosten Leistungs Gebühren Beitrags Zuwendungs
Förder Projekt Prozess Qualitäts Wissens Veränderungs Konflikt Gesprächs Führungs Team Zeit Stress Selbst Kommunikations Presse
Öffentlichkeits Medien Sprach Schreib Text Rede Präsentations Moderations Beratungs Betreuungs Pflege Kranken Alten Kinder Familien
Eingliederungs Integrations Migrations Gleichstellungs Behinderten Inklusions Ehrenamts Vereins Stiftungs Kirchen Friedhofs Grün
Wald Forst Wasser Abwasser Abfall Klima Energie Wärme Strom Netz Server Cloud Software Anwendungs Programm Datenbank System Web
Internet Digital Geo Vermessungs Kataster Grundstücks Verwaltungs Boden Straßen Brücken Tiefbau Hochbau Denkmal Stadt Regional Raum Planungs
Beschaffungs Lager Fuhrpark Fahrzeug Maschinen Werkzeug Holz Metall Elektro Hygiene Labor Tier Pflanzen Garten Küchen Ernährungs
Reise Urlaubs Renten Versorgungs Besoldungs Tarif Beihilfe Dienst Amts Behörden Ministeriums Rats Ausschuss Wahl Satzungs Gesetz
Verfassungs Europa Völker Straf Zivil Insolvenz Miet Wohngeld Unterhalts Vormundschafts Erziehungs Adoptions Krippen Ganztags`)

// heads are nouns as they stand at the end of a compound.
var heads = strings.Fields(`
Verfahren Management Planung Ordnung Beratung Prüfung Leitung Führung Entwicklung Steuerung Sicherung Förderung
Gestaltung Kontrolle Analyse Bewertung Dokumentation Organisation Koordination Kommunikation Gespräche Konzept Strategie Projekt
Prozess System Programm Plan Bericht Antrag Bescheid Vertrag Akte Register Statistik Rechnung Abrechnung Kosten Gebühr Steuer
Recht Verwaltung Bedarf Angebot Dienst Stelle Amt Behörde Aufsicht Schutz Sicherheit Hilfe Pflege Betreuung Erziehung Bildung Unterricht Arbeit
Technik Anlage Gerät Netz Software Plattform Daten Bank Server Anwendung Modell Methode Verfahren Werkzeug Grundlage Praxis Theorie
Kompetenz Wissen Kunde Lehre Forschung Geschichte Kultur Politik Wirtschaft Gesellschaft Gemeinschaft Gruppe Team Kraft Person
Beauftragte Sachbearbeitung Assistenz Vertretung Helfer Berater Leiter Prüfer Planer Betreuer Markt Handel Vergabe Beschaffung
Versorgung Entsorgung Reinigung Wartung Reparatur Bau Gebäude Raum Fläche Weg Straße Verkehr Fahrzeug Unfall Gefahr Risiko Krise
Gesetz Satzung Richtlinie Norm Regel Frist Termin Sitzung Wahl Stiftung Haushalt Kasse Bilanz Buchhaltung Vermögen Förderantrag`)

// common are words that most descriptions use, the most frequent first.
var common = strings.Fields(`
Teilnehmende Inhalte Grundlagen Praxis Verwaltung Beispiele Übungen Kenntnisse Recht Themen Aufgaben Methoden Arbeit Alltag Mitarbeitende
Fragen Ziel Austausch Umgang Anwendung Möglichkeiten Überblick Fälle Zusammenarbeit Entwicklung Kommunikation Bereich Führung
Gespräch Organisation Planung Projekt Datenschutz Sicherheit Kompetenzen Team Erfahrungen Prozesse Verfahren Rahmen Werkzeuge
Entscheidung Beschäftigte Behörde Kommune Digitalisierung Dokumente Informationen Qualität Regelungen Änderungen Rechtsprechung Vorschriften
Gruppe Lernen Texte Sprache Situation Konflikte Lösungen Strategien Rolle Ressourcen Zeit Gesundheit Stress Bürger Antrag Bescheid Haushalt
Kosten Vergabe Vertrag Personal Ausbildung Prüfung Software Daten System Modul Netz Technik Umwelt Klima Energie Bau Kinder Jugend Familie
Pflege Schule Hochschule Forschung Kultur Medien Presse Europa Land Bund Gemeinde Kreis Stadt`)

var verbs = strings.Fields(`
lernen erarbeiten kennen vertiefen anwenden diskutieren üben verstehen planen gestalten umsetzen bewerten analysieren vergleichen erkennen
entwickeln beherrschen nutzen einsetzen erstellen bearbeiten prüfen vorbereiten begleiten moderieren dokumentieren präsentieren
organisieren koordinieren steuern`)

var adjectives = strings.Fields(`
rechtlichen praktischen aktuellen wichtigsten digitalen eigenen neuen kommunalen öffentlichen sozialen fachlichen technischen
wirtschaftlichen persönlichen typischen konkreten komplexen modernen sicheren gesetzlichen`)

var cities = strings.Fields(`
München Nürnberg Augsburg Regensburg Stuttgart Mannheim Karlsruhe Freiburg Ulm Heidelberg Berlin Potsdam Cottbus Bremen Bremerhaven Hamburg
Wiesbaden Frankfurt Kassel Darmstadt Marburg Fulda Rostock Schwerin Greifswald Hannover Göttingen Oldenburg Osnabrück Braunschweig Köln
Düsseldorf Dortmund Essen Bonn Münster Aachen Bielefeld Siegen Mainz Trier Koblenz Kaiserslautern Speyer Saarbrücken Dresden Leipzig Chemnitz
Zwickau Görlitz Magdeburg Halle Dessau Kiel Lübeck Flensburg Husum Erfurt Jena Weimar Gera Suhl`)

var (
	audiences = strings.Fields("employees managers junior_managers trainees instructors teachers mentors newcomers")
	topics    = strings.Fields("administrative_law law constitutional_law municipal_law building_law environmental_law")
	employers = strings.Fields("state municipal federal other")
	openings  = strings.Fields("own_staff land all_laender public")
	aids      = strings.Fields("wheelchair induction_loop sign_language captions plain_language screen_reader")
	bodies    = strings.Fields("Verwaltungsschule Akademie Studieninstitut Volkshochschule Bildungszentrum Fortbildungsinstitut Hochschule Landesamt")
)
