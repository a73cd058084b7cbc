/// The column names by which a role is recognised, by language.
///
/// Names are compared without case, accents, spaces and punctuation (`Folded`), so that `Kunden-Nr.`,
/// `kundennr` and `KUNDEN_NR` are one spelling. To teach Segue another spelling, add it to the end of a
/// line below: the order of names is the order of preference, so that an addition never changes what is
/// found in a file that was understood before.
///
/// Two kinds of entries:
///
/// - a name stands for itself: `"turnover"`;
/// - a `Compound` stands for every pair of its words, in both orders where the language writes both:
///   `customer` and `key` for `customerkey`, `client` and `id` for `clientid` and `idclient`.
enum RoleNames {
  /// Spellings of a role, best first; each once.
  static func names(of role: Role) -> [String] {
    switch role {
    case .id: ids
    case .date: dates
    case .amount: amounts
    case .order: orders
    }
  }

  private struct Compound {
    let words: [String]
    let endings: [String]
    var isReversible = false

    var names: [String] {
      words.flatMap { word in
        endings.flatMap { ending in
          isReversible ? [word + ending, ending + word] : [word + ending]
        }
      }
    }
  }

  /// What an identifier ends with: `customer_key`, `kunden_nr`, `numero_client`.
  private static let keys = [
    "id", "key", "no", "nr", "num", "number", "code", "ref", "uid", "uuid", "guid", "hash",
    "uniqueid",
  ]

  private static let ids = unique(
    [
      "customerid", "custid", "clientid", "userid", "memberid", "accountid", "buyerid",
      "customer", "client", "user", "member", "account", "buyer", "customerno",
      "customernumber", "customercode", "contactid", "personid", "id",
    ]
      + Compound(
        words: [
          "customer", "cust", "client", "household", "user", "member", "account", "buyer",
          "shopper", "consumer", "subscriber", "contact", "person", "guest", "patron", "donor",
          "visitor", "loyalty", "card", "party", "company", "crm",
        ], endings: keys
      ).names
      + ["household", "shopper", "consumer", "subscriber", "patron", "donor"]
      // German
      + Compound(
        words: [
          "kunden", "kunde", "kd", "debitor", "debitoren", "mitglied", "mitglieds", "kaeufer",
        ],
        endings: ["nr", "nummer", "id", "code", "key", "schluessel"]
      ).names + ["kunde", "kundin", "debitor"]
      // French
      + Compound(
        words: ["client", "acheteur", "adherent", "foyer"],
        endings: ["id", "numero", "num", "no", "n", "code", "identifiant"], isReversible: true
      ).names + ["foyer"]
      // Spanish, Portuguese, Italian
      + Compound(
        words: ["cliente", "comprador", "socio", "utente", "usuario"],
        endings: ["id", "numero", "num", "n", "codigo", "codice", "cod", "nro"], isReversible: true
      ).names + ["cliente"]
      // Dutch
      + Compound(words: ["klant", "klanten"], endings: ["id", "nr", "nummer", "code"]).names
      + ["klant"]
      // Polish, Czech
      + Compound(
        words: ["klienta", "klient", "zakaznika", "zakaznik"],
        endings: ["id", "nr", "numer", "kod", "cislo"], isReversible: true
      ).names + ["klient", "zakaznik"]
      // Swedish, Danish, Norwegian, Finnish
      + Compound(
        words: ["kund", "kunde", "medlem", "medlems", "asiakas"],
        endings: ["id", "nr", "nummer", "numero", "nro"]
      ).names + ["kund", "asiakas"])

  private static let dates = unique(
    [
      "orderdate", "invoicedate", "purchasedate", "transactiondate", "orderedat", "orderedon",
      "createdat", "date", "datetime", "timestamp", "day", "saledate", "paymentdate",
    ]
      + Compound(
        words: [
          "order", "invoice", "purchase", "transaction", "trans", "sale", "sales", "payment",
          "booking", "receipt", "basket", "visit", "orderpurchase", "orderplaced", "processed",
          "placed", "purchased", "bought", "paid", "created",
        ], endings: ["date", "datetime", "timestamp", "time", "day", "dt", "at", "on"]
      ).names + ["dateordered", "dateofpurchase", "dateoforder", "dateofsale"]
      // German, Dutch, Czech, Swedish
      + Compound(
        words: [
          "bestell", "bestel", "kauf", "rechnungs", "auftrags", "beleg", "buchungs", "verkaufs",
          "order",
          "factuur", "aankoop", "verkoop", "kop", "faktura",
        ], endings: ["datum", "tag", "zeit", "zeitpunkt"]
      ).names + ["datum", "datumobjednavky", "datumnakupu"]
      // French
      + Compound(words: ["date"], endings: frenchOrders.flatMap { [$0, "de" + $0] }).names
      // Spanish
      + Compound(
        words: ["fecha"],
        endings: ["pedido", "compra", "factura", "venta", "transaccion"].flatMap {
          [$0, "de" + $0]
        }
      ).names + ["fecha"]
      // Italian, Portuguese, Polish
      + Compound(
        words: ["data"],
        endings: [
          "ordine", "acquisto", "fattura", "vendita", "pedido", "compra", "venda", "fatura",
          "zamowienia", "zakupu", "faktury", "sprzedazy",
        ].flatMap { [$0, "do" + $0, "da" + $0, "di" + $0] }
      ).names + ["data"]
      // Danish, Norwegian, Finnish
      + Compound(words: ["ordre", "kobs", "kjops", "faktura"], endings: ["dato"]).names
      + ["dato", "paivamaara", "pvm", "tilauspaiva", "ostopaiva"])

  private static let frenchOrders = ["commande", "achat", "facture", "vente", "transaction"]

  private static let amounts = unique(
    [
      "amount", "total", "revenue", "totalamount", "orderamount", "ordertotal", "ordervalue",
      "linetotal", "sales", "salesamount", "value", "spend", "spent", "turnover", "netamount",
      "grossamount", "price", "dollars", "payment",
    ]
      + Compound(
        words: [
          "order", "line", "sales", "sale", "net", "gross", "invoice", "transaction", "trans",
          "purchase", "basket", "dollar", "total", "item", "payment", "ticket", "receipt",
        ], endings: ["amount", "value", "total", "amt", "revenue", "sales", "price", "sum"]
      ).names
      + [
        "grandtotal", "subtotal", "extendedprice", "amountpaid", "amountspent", "totalspend",
        "totalspent", "totalpaid", "totalrevenue", "paid", "amt", "donation", "gift",
      ]
      // German
      + [
        "betrag", "umsatz", "gesamtbetrag", "rechnungsbetrag", "summe", "gesamtsumme", "erloes",
        "warenwert", "bestellwert", "auftragswert", "nettobetrag", "bruttobetrag", "nettoumsatz",
        "bruttoumsatz", "umsatznetto", "umsatzbrutto", "gesamtpreis", "positionswert", "wert",
      ]
      // French
      + [
        "montant", "montanttotal", "montantht", "montantttc", "totalht", "totalttc",
        "chiffreaffaires", "chiffredaffaires", "ca", "caht", "cattc", "montantcommande", "valeur",
      ]
      // Spanish, Italian, Portuguese
      + [
        "importe", "importetotal", "monto", "montototal", "ventas", "ingresos", "importo",
        "importototale", "totale", "fatturato", "valor", "valortotal", "montante", "receita",
        "faturamento",
      ]
      // Dutch, Polish, Czech
      + [
        "bedrag", "totaalbedrag", "omzet", "totaal", "kwota", "wartosc", "suma", "castka",
        "celkem", "trzba",
      ]
      // Swedish, Danish, Norwegian, Finnish
      + [
        "belopp", "totalbelopp", "summa", "omsattning", "belob", "omsaetning", "belop",
        "omsetning", "yhteensa",
      ])

  private static let orders = unique(
    [
      "orderid", "invoiceid", "invoiceno", "invoice", "orderno", "ordernumber",
      "invoicenumber", "basketid", "basket", "transactionid", "transactionno", "receiptid",
      "receiptno", "receipt", "order", "transaction", "transactionnumber",
    ]
      + Compound(
        words: [
          "order", "invoice", "basket", "transaction", "trans", "receipt", "ticket", "purchase",
          "checkout", "cart", "bill", "sale", "salesorder", "document",
        ], endings: keys
      ).names
      // German, Dutch
      + Compound(
        words: [
          "bestell", "bestellungs", "auftrags", "rechnungs", "beleg", "bon", "vorgangs", "bestel",
          "factuur", "bon", "kassenbon",
        ], endings: ["nr", "nummer", "id"]
      ).names + ["bestellung", "auftrag", "rechnung", "beleg", "bestelling", "factuur"]
      // French, Spanish, Italian, Portuguese, Polish
      + Compound(
        words: [
          "commande", "facture", "pedido", "factura", "ordine", "fattura", "scontrino",
          "encomenda", "fatura", "zamowienia", "faktury", "objednavky",
        ],
        endings: ["id", "numero", "num", "no", "n", "nr", "numer", "code", "codigo", "cislo"],
        isReversible: true
      ).names
      + [
        "commande", "facture", "pedido", "factura", "ordine", "fattura", "scontrino", "encomenda",
        "fatura", "zamowienie", "faktura", "paragon", "objednavka",
      ]
      // Swedish, Danish, Norwegian, Finnish
      + Compound(
        words: ["order", "ordre", "faktura", "kvitto", "kvittering", "tilaus"],
        endings: ["nr", "nummer", "numero", "id"]
      ).names + ["ordre", "kvitto", "tilaus"])

  /// What one piece costs: never an amount by itself.
  static let prices = unique(
    ["unitprice", "price", "priceperunit", "itemprice"]
      + [
        "lineitemprice", "sellingprice", "saleprice", "retailprice", "listprice", "unitcost",
        "unitamount", "preis", "einzelpreis", "stueckpreis", "verkaufspreis", "prix",
        "prixunitaire", "precio", "preciounitario", "prezzo", "prezzounitario", "preco",
        "precounitario", "prijs", "stuksprijs", "eenheidsprijs", "cena", "cenajednostkowa",
        "jednotkovacena", "pris", "styckpris", "stykpris", "enhedspris", "hinta",
        "yksikkohinta",
      ])

  static let quantities = unique(
    ["quantity", "qty", "units", "count", "pieces", "items"]
      + [
        "lineitemquantity", "itemquantity", "orderquantity", "orderedquantity", "quantityordered",
        "quantitysold", "unitssold", "itemcount", "menge", "anzahl", "stueckzahl", "stueck",
        "quantite", "qte", "cantidad", "unidades", "quantita", "qta", "quantidade", "qtd",
        "aantal", "hoeveelheid", "ilosc", "mnozstvi", "pocet", "antal", "kvantitet", "maengde",
        "antall", "maara", "kpl",
      ])

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension RoleNames {
  /// A column name as the lists above spell it: lower case, without accents and everything that is
  /// neither a letter nor a digit.
  ///
  /// German umlauts have two folds, `ü` as `u` and as `ue`; the lists have the second, and
  /// `spellings` gives both.
  static func spellings(of name: String) -> [String] {
    let plain = fold(name, umlauts: false)
    let german = fold(name, umlauts: true)
    return plain == german ? [plain] : [german, plain]
  }

  private static func fold(_ name: String, umlauts: Bool) -> String {
    var result = ""
    for character in name.lowercased() where character.isLetter || character.isNumber {
      if umlauts, let pair = umlautPairs[character] {
        result += pair
      } else {
        result += accents[character] ?? String(character)
      }
    }
    return result
  }

  private static let umlautPairs: [Character: String] = ["ä": "ae", "ö": "oe", "ü": "ue"]

  private static let accents: [Character: String] = {
    var table: [Character: String] = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "º": ""]
    for (letter, accented) in [
      ("a", "àáâãäåāăą"), ("c", "çćč"), ("d", "ďđ"), ("e", "èéêëēěę"), ("i", "ìíîïī"),
      ("l", "łľĺ"), ("n", "ñńň"), ("o", "òóôõöőō"), ("r", "řŕ"), ("s", "śšş"), ("t", "ťţ"),
      ("u", "ùúûüūůű"), ("y", "ýÿ"), ("z", "źžż"),
    ] {
      for character in accented { table[character] = letter }
    }
    return table
  }()
}
