"""What the demo company's customers write, by topic and language, and what it is meant to say.

Made up, like its people; easier than what real customers write. ``{product}`` and ``{city}``
are filled in.
"""

from __future__ import annotations

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "tr")
MOTHER_TONGUES = ["fr", "es", "it", "nl", "tr"]
"""Languages that a few write in instead of that of their country."""

# the openings, then how a complaint, a question and praise end
FRAMES: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "en": (
        ["Hi,", "Hello,", "Good morning,", "To whom it may concern,", "Hey there,", "Dear team,"],
        ["Please look into it.", "This is the second time!", "I am not amused.",
         "Awful service so far.", "I expect an answer today.",
         "Not what I call good service.", "Thanks in advance."],
        ["Thanks!", "Best wishes", "Cheers.", "Kind regards", "Please let me know."],
        ["Keep it up!", "Very happy.", "Five stars from me.", "I will be back.", "Thank you all!"],
    ),
    "de": (
        ["Guten Tag,", "Hallo,", "Sehr geehrte Damen und Herren,", "Liebes Team,", "Moin,"],
        ["Bitte kümmern Sie sich darum.", "So geht das nicht.", "Ich erwarte eine Antwort.",
         "Ich bin enttäuscht!", "Danke im Voraus.", "Mit freundlichen Grüßen"],
        ["Danke!", "Viele Grüße", "Beste Grüße", "Ich bitte um Bestätigung."],
        ["Weiter so!", "Ich bin sehr zufrieden.", "Herzliche Grüße", "Gerne wieder!"],
    ),
    "fr": (
        ["Bonjour,", "Madame, Monsieur,"],
        ["Je ne suis pas content.", "Merci de me répondre aujourd'hui."],
        ["Merci d'avance.", "Cordialement"],
        ["Merci à toute l'équipe !", "Continuez comme ça."],
    ),
    "es": (
        ["Hola,", "Buenos días:"],
        ["No estoy nada contento.", "Espero una respuesta hoy."],
        ["Gracias.", "Un saludo"],
        ["¡Muchas gracias a todos!", "Volveré a comprar."],
    ),
    "it": (
        ["Buongiorno,", "Salve,"],
        ["Non sono per niente contento.", "Aspetto una risposta."],
        ["Grazie.", "Cordiali saluti"],
        ["Grazie a tutti!", "Continuate così."],
    ),
    "nl": (
        ["Hallo,", "Beste mensen,"],
        ["Ik ben hier niet blij mee.", "Graag vandaag een antwoord."],
        ["Alvast bedankt.", "Met vriendelijke groet"],
        ["Bedankt allemaal!", "Ga zo door."],
    ),
    "tr": (
        ["Merhaba,", "İyi günler,"],
        ["Hiç memnun değilim.", "Bugün bir cevap bekliyorum."],
        ["Teşekkürler.", "Saygılarımla"],
        ["Herkese çok teşekkürler!", "Yine alışveriş yapacağım."],
    ),
}  # fmt: skip

# the subjects and what is told
TOLD: dict[tuple[str, str], tuple[list[str], list[str]]] = {
    ("delivery", "en"): (
        ["Where is my order?", "Parcel never arrived", "Still waiting"],
        ["my {product} should have been here a week ago and nobody can tell me where it is.",
         "the parcel with the {product} was left in the rain outside my door in {city}.",
         "the tracking page has not moved since Tuesday. I need the {product} this week.",
         "your courier says he delivered the {product}, but there is nothing here and I am angry.",
         "the box with the {product} arrived crushed. A terrible way to treat a shipment.",
         "three weeks for a {product}? That is ridiculous, and the delivery date moved again.",
         "the shipping was paid for and the {product} went to the wrong street in {city}."],
    ),
    ("refund", "en"): (
        ["Money back for a faulty item", "Refund still missing", "Charged twice"],
        ["the {product} broke after two days and I want my money back.",
         "I sent the {product} back three weeks ago and there is still no refund.",
         "you charged me twice for the {product}. Sort it out, please.",
         "the {product} is defective and your refund form does not work. It is a disgrace.",
         "I was promised a refund for the {product} in {city} and I feel cheated.",
         "the return label for the {product} never came, and I hate to wait for my own money."],
    ),
    ("product", "en"): (
        ["A question before I buy", "Question about the {product}", "In stock?"],
        ["does the {product} come in another colour?",
         "is the {product} in stock in your {city} store?",
         "can the {product} go in the dishwasher, or is that a silly question?",
         "which sizes of the {product} are available at the moment?",
         "how heavy is the {product}, and what is it made of?",
         "will the {product} be in stock again before the end of the month?"],
    ),
    ("account", "en"): (
        ["Two accounts in my name", "Cannot log in", "New address"],
        ["I have moved to {city} and cannot change my address.",
         "I seem to have two accounts, an old one and a new one. Can you make them one?",
         "my phone number has changed and the code goes to the old one.",
         "the page does not take my password, though I have set it anew.",
         "how do I change the name on my account?"],
    ),
    ("privacy", "en"): (
        ["What do you know about me?", "My data", "Data protection"],
        ["please send me a copy of all personal data that you hold about me.",
         "please delete my data. I no longer shop with you.",
         "I keep getting your e-mails though I unsubscribed in {city} last month.",
         "under the GDPR I would like to know who has seen my personal data."],
    ),
    ("praise", "en"): (
        ["Just wanted to say thank you", "Great work", "Wonderful"],
        ["the {product} is the best thing I have bought in years. I love it.",
         "the lady in your {city} store was wonderful and so patient with me.",
         "it came a day early and beautifully packed. Great work!",
         "what a brilliant {product}, and what a friendly shop in {city}.",
         "I was not sure of the {product}, but it is perfect and looks lovely.",
         "your people solved it in five minutes. Amazing!"],
    ),
    ("delivery", "de"): (
        ["Wo bleibt meine Bestellung?", "Paket nicht angekommen"],
        ["mein Paket ({product}) sollte vor einer Woche in {city} sein. Wo ist es?",
         "die Sendung lag aufgerissen vor der Tür. Das ist ärgerlich.",
         "laut Sendungsverfolgung passiert seit Tagen nichts. Ich bin enttäuscht.",
         "der Bote war angeblich da, ich aber auch, und die Lieferung ist trotzdem nicht hier.",
         "drei Wochen Lieferzeit für den Artikel ({product}) sind eine Zumutung."],
    ),
    ("refund", "de"): (
        ["Geld zurück", "Erstattung fehlt noch"],
        ["der Artikel ({product}) ist nach zwei Tagen kaputt gegangen.",
         "ich warte seit drei Wochen auf die Erstattung. Das ist schlecht.",
         "Sie haben zweimal abgebucht. Bitte sofort korrigieren.",
         "die Rücksendung ist längst bei Ihnen und mein Geld noch immer nicht bei mir."],
    ),
    ("product", "de"): (
        ["Frage zum Artikel", "Noch auf Lager?"],
        ["gibt es den Artikel ({product}) auch in einer anderen Farbe?",
         "haben Sie das in Ihrer Filiale in {city} vorrätig?",
         "passt das in die Spülmaschine?",
         "welche Größe empfehlen Sie bei dem Artikel ({product})?"],
    ),
    ("account", "de"): (
        ["Zwei Kundenkonten", "Anmelden geht nicht"],
        ["ich bin nach {city} gezogen und kann meine Adresse nicht ändern.",
         "ich habe zwei Konten. Können Sie daraus ein Konto machen?"],
    ),
    ("privacy", "de"): (
        ["Auskunft nach DSGVO", "Meine Daten"],
        ["bitte senden Sie mir eine Kopie aller Daten, die Sie über mich speichern.",
         "bitte löschen Sie meine Daten und bestätigen Sie es.",
         "ich bekomme trotz Abmeldung weiter Werbung."],
    ),
    ("praise", "de"): (
        ["Ein großes Lob", "Vielen Dank"],
        ["ich bin begeistert von dem Artikel ({product}). Danke!",
         "die Beratung in {city} war wunderbar.",
         "alles kam schnell und schön verpackt an. Sehr gut!",
         "so einen freundlichen Service habe ich lange nicht erlebt, großartig."],
    ),
    ("delivery", "fr"): (
        ["Où est ma commande ?"],
        ["mon colis ({product}) n'est toujours pas arrivé et personne ne me répond.",
         "la livraison était prévue pour mardi et je n'ai rien reçu à {city}."],
    ),
    ("refund", "fr"): (
        ["Demande de remboursement"],
        ["l'article ({product}) est cassé et je veux être remboursé.",
         "j'attends mon remboursement depuis trois semaines."],
    ),
    ("product", "fr"): (
        ["Une question"],
        ["est-ce que vous avez cet article ({product}) dans une autre couleur ?",
         "quelle taille est disponible dans votre magasin de {city} ?"],
    ),
    ("account", "fr"): (
        ["Mon compte"],
        ["j'ai oublié mon mot de passe et je ne peux plus entrer dans mon compte.",
         "j'ai deux comptes et je voudrais en garder un."],
    ),
    ("privacy", "fr"): (
        ["Mes données"],
        ["je voudrais une copie de mes données personnelles.",
         "merci de supprimer toutes mes données."],
    ),
    ("praise", "fr"): (
        ["Merci"],
        ["je suis ravie de mon achat ({product}), c'est parfait.",
         "le service à {city} a été génial."],
    ),
    ("delivery", "es"): (
        ["¿Dónde está mi pedido?"],
        ["el paquete con el artículo ({product}) no ha llegado y nadie me dice nada.",
         "la entrega en {city} tenía que ser el martes y todavía estoy esperando."],
    ),
    ("refund", "es"): (
        ["Reembolso"],
        ["el artículo ({product}) está roto y quiero que me devuelvan el dinero.",
         "llevo tres semanas esperando el reembolso."],
    ),
    ("product", "es"): (
        ["Una pregunta"],
        ["¿está disponible el artículo ({product}) en otro color?",
         "¿qué talla me recomiendan para este artículo?"],
    ),
    ("account", "es"): (
        ["Mi cuenta"],
        ["no puedo entrar en mi cuenta porque no recuerdo la contraseña.",
         "me he mudado a {city} y no puedo cambiar mi dirección."],
    ),
    ("privacy", "es"): (
        ["Mis datos"],
        ["quiero una copia de todos los datos personales que tienen sobre mí.",
         "por favor, borren mis datos."],
    ),
    ("praise", "es"): (
        ["Gracias"],
        ["estoy encantada con el artículo ({product}), es excelente.",
         "la tienda de {city} es maravillosa."],
    ),
    ("delivery", "it"): (
        ["Dov'è il mio ordine?"],
        ["il pacco ({product}) non è ancora arrivato e nessuno sa dove sia.",
         "la consegna a {city} era prevista per martedì ma non ho ricevuto niente."],
    ),
    ("refund", "it"): (
        ["Richiesta di rimborso"],
        ["l'articolo ({product}) è rotto e vorrei il rimborso.",
         "aspetto il rimborso da tre settimane."],
    ),
    ("product", "it"): (
        ["Una domanda"],
        ["l'articolo ({product}) è disponibile in un altro colore?",
         "quale taglia mi consigliate per questo articolo?"],
    ),
    ("account", "it"): (
        ["Il mio account"],
        ["non posso entrare nel mio account con la mia password.",
         "ho due account e vorrei tenerne uno."],
    ),
    ("privacy", "it"): (
        ["I miei dati"],
        ["vorrei una copia di tutti i dati personali che avete su di me.",
         "vi prego di cancellare i miei dati."],
    ),
    ("praise", "it"): (
        ["Grazie"],
        ["sono molto contenta dell'articolo ({product}), è perfetto.",
         "il servizio a {city} è stato ottimo."],
    ),
    ("delivery", "nl"): (
        ["Waar is mijn bestelling?"],
        ["mijn pakje ({product}) is nog niet aangekomen en niemand weet waar het is.",
         "de bezorging in {city} zou dinsdag zijn maar er is niets gekomen."],
    ),
    ("refund", "nl"): (
        ["Geld terug"],
        ["het artikel ({product}) is kapot en ik wil mijn geld terug.",
         "ik wacht al drie weken op de terugbetaling."],
    ),
    ("product", "nl"): (
        ["Een vraag"],
        ["is het artikel ({product}) er ook in een andere kleur?",
         "welke maat raden jullie aan voor dit artikel?"],
    ),
    ("account", "nl"): (
        ["Mijn account"],
        ["ik kan niet meer in mijn account met mijn wachtwoord.",
         "ik heb twee accounts en wil er maar een houden."],
    ),
    ("privacy", "nl"): (
        ["Mijn gegevens"],
        ["ik wil graag een kopie van alle persoonlijke gegevens die jullie van mij hebben.",
         "willen jullie mijn gegevens wissen?"],
    ),
    ("praise", "nl"): (
        ["Bedankt"],
        ["ik ben heel blij met het artikel ({product}), het is geweldig.",
         "de mensen van de winkel in {city} waren fantastisch."],
    ),
    ("delivery", "tr"): (
        ["Siparişim nerede?"],
        ["kargo hâlâ gelmedi ({product}) ve kimse bana bir şey söylemiyor.",
         "kargo salı günü {city} için bekleniyordu ama daha bir şey yok."],
    ),
    ("refund", "tr"): (
        ["Para iadesi"],
        ["ürün ({product}) bozuk çıktı, iade istiyorum.",
         "üç haftadır iade için bekliyorum ama para gelmedi."],
    ),
    ("product", "tr"): (
        ["Bir soru"],
        ["bu ürün ({product}) başka bir renk olarak var mı?",
         "bu ürün için hangi beden daha iyi?"],
    ),
    ("account", "tr"): (
        ["Hesabım"],
        ["şifre ile hesabıma giremiyorum, ne yapmam gerekiyor?",
         "iki hesabım var, biri bana yeter."],
    ),
    ("privacy", "tr"): (
        ["Verilerim"],
        ["benim için sakladığınız verilerin bir kopyasını istiyorum.",
         "lütfen bütün verilerimi silin."],
    ),
    ("praise", "tr"): (
        ["Teşekkürler"],
        ["ürün ({product}) harika, çok memnunum.",
         "{city} için mükemmel bir mağaza, çok iyi."],
    ),
}  # fmt: skip

# what a customer answers when support has written: language, feeling, words
ANSWERS: list[tuple[str, int, list[str]]] = [
    (
        "en",
        1,
        [
            "Thanks, that helped.",
            "Perfect, it works now. Thank you!",
            "Great, that was quick, I am happy with it.",
        ],
    ),
    ("en", 0, ["Any news?", "Which form do you mean?", "I have sent you the number of the order."]),
    (
        "en",
        -1,
        [
            "I am still waiting.",
            "That did not help at all.",
            "This is getting worse, and it is still broken.",
        ],
    ),
    (
        "de",
        1,
        ["Danke, das hat geholfen.", "Wunderbar, jetzt geht es.", "Das war schnell, vielen Dank."],
    ),
    ("de", 0, ["Gibt es etwas Neues?", "Welches Formular meinen Sie?"]),
    (
        "de",
        -1,
        ["Ich warte immer noch.", "Das hat leider nicht geholfen.", "Es ist noch immer kaputt."],
    ),
    ("fr", 1, ["Merci, c'est parfait."]),
    ("fr", 0, ["Avez-vous des nouvelles ?"]),
    ("fr", -1, ["J'attends toujours."]),
    ("es", 1, ["Gracias, ya está."]),
    ("es", 0, ["¿Hay alguna novedad?"]),
    ("es", -1, ["Todavía estoy esperando."]),
    ("it", 1, ["Grazie, adesso va bene."]),
    ("it", 0, ["Ci sono novità?"]),
    ("it", -1, ["Sto ancora aspettando."]),
    ("nl", 1, ["Bedankt, het werkt nu."]),
    ("nl", 0, ["Is er al nieuws?"]),
    ("nl", -1, ["Ik wacht nog steeds."]),
    ("tr", 1, ["Teşekkürler, şimdi oldu."]),
    ("tr", 0, ["Yeni bir şey var mı?"]),
    ("tr", -1, ["Hâlâ bekliyorum."]),
]
