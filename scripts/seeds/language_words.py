"""Write seeds/config/language_words.csv: the words that say in which language a text is.

Each line below is a language and its commonest words, articles, pronouns, prepositions and the
like, roughly from the commonest on, with a few greetings and thanks that letters to a shop
begin and end with. They are what grammars and everyday reading teach, written by hand; no
corpus or word list was copied. Texts are lower case; an accent that people leave out is worth
a bit less (ueber for über, por favor without accents).

A word's bits are the logarithm of how much likelier it is in that language than in one
that does not list it: its share falls with its place (0.06 / (place + 2), as Zipf's law
has it), and FOREIGN_SHARE is how often it turns up elsewhere by chance. Signs in angle brackets
stand for letters that few languages have; macros/texts/letter_sign.sql finds them.

Run: python scripts/seeds/language_words.py
"""

import csv
import math
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "seeds" / "config" / "language_words.csv"

FOREIGN_SHARE = 0.0003
ACCENT_BITS = 0.8
"""What a word loses that is written without its accents."""

WORDS = """
en the and to of a i in is it you that for my have was on with not this be are at but we as they or your me so from has will an what can do if there been when no would which had were their our he she by please thank thanks hello am how who where why any about could did does don't it's i'm i've can't just one all out up more some than them then only still after because hi dear his her should get got into over very also other being doing
de der die und ich das ist nicht in zu sie den mit ein es für mein auf eine von dem im habe sich auch wir war haben bei wie an noch aber so meine nach bitte wird sind was wenn hat mich mir einen aus oder ihr nur kann zum zur des er bin um als über wurde seit schon man mehr keine kein ihre ihnen diese dass vor durch immer einer eines meiner meinen danke hallo guten tag wo warum wann sehr werden vom bis wieder ihren unter am gibt doch
fr de la le et les je est pas à que en un des pour une il vous dans ce du qui ne mon sur avec plus j'ai j l d c n qu m s au nous par suis ma mais mes ai bonjour merci cette était été tout très sont avez elle cela ou votre bien aussi comme si fait sans être même depuis vos toujours aux ces leur y on se ont c'est quand encore après chez avoir rien notre sa son ses me lui donc où quoi
es de la que el y en no a los me un por se con una para las mi lo es del su pero ha he más al como le muy está si sin este esta todo hola gracias ya fue o son tengo qué desde porque también hasta cuando hay todos nos sobre mis puedo ser era nada bien ustedes han donde solo hace usted les tiene buenos días eso ese esto ni yo estoy estaba después entre otra otro cómo favor
it di e che il la non un in è per mi una ho sono ma con si del le da al i ha come della mio più lo se gli questo dei anche nel mia alla ci molto l dell all nell buongiorno ciao grazie tutto quando era stato io perché ancora dopo sul questa nella dal delle ai vi suo senza essere hanno avete dove fatto già cosa sempre vorrei prego salve ed ad uno tutti suoi miei sua quello nostro
pt de que o e a não do da em um para é com uma os no meu por mais as se na me foi mas eu minha como ao muito está já são dos das meus eles ele sem seu isso bom dia olá obrigado obrigada também só pelo pela ou ser quando até tem tenho fiz vocês você nos eu esta este nas depois ainda estou às porque qual foi há mesmo nada sobre onde lhe ela ter fui têm à minhas essa esse
nl de het een en ik van is niet in dat te op zijn voor met die mijn maar er aan we ook om dit u heb als bij was hebben nog naar wat ze heeft kan wel al geen je hij uit zo door deze over hoe werd hallo dank bedankt graag goed mij ben jullie tot ons dan meer wordt alles daar waar toch nu worden alleen zonder veel of uw hun hier wil moet zou had zeer na tegen
sv och att det i en jag är på som för inte har med till den av var om men ett de min ni så vi kan mig från hej tack mitt när nu vad eller där ska mycket bara mina finns sig blev efter utan vill över denna detta varit också någon här hade kommer alla bra får skulle ut upp han hon man vid nej ja då mer hos er era
da og at det i er jeg en på til som ikke for har med den af var de et min men der vi om jeg kan så mig fra hej tak mit når hvad eller hvor skal meget kun mine bliver sig blev efter uden vil over denne dette været også nogen her havde kommer alle godt får op han hun man ved nej ja da mere hos jer ud sin bare mange
nb og det i er jeg en på til som ikke for har med den av var de et min men at vi om kan så meg fra hei takk mitt når hva eller hvor skal mye bare mine blir seg ble etter uten vil over denne dette vært også noen her hadde kommer alle bra får opp han hun man ved nei ja da mer hos dere ut sin veldig mange deg
fi ja on ei en se että oli minun kun olen mutta ole niin myös kuin joka tai mitä jos hei kiitos vain ovat tämä olisi minulle nyt sen voi vielä mukaan minä te hän kanssa teidän ettei sitä jo koska ollut joten miksi missä tuli saanut hyvä kaikki ette eikä olla siis jälkeen oma mikä minua tätä tämän voisi tilasin hyvin sitten aina voinko
pl i nie w na się z do to że jest mi a jak o po co ale za od ja czy tak mam dla już moje było proszę dzień dobry dziękuję tylko mój przez moja jestem są kiedy przy bardzo ma być gdzie oraz bez mnie ten ta lub został jeszcze jego która który które gdy nic pan pani państwa więc może był była też sobie będzie ponieważ tego pod
cs a se v na je to že s z do o jsem i ale mi za by si k pro jak ne tak co nebo není jsou po už mám od dobrý den děkuji prosím moje můj když který která také bych byl bylo byla kde jen být ještě jste ani před bez proč jako mě kdy která při moc velmi nás vám vaše tento tato nic už má až aby
sk a sa v na je to že s z do o som i ale mi za by si k pre ako nie tak čo alebo nie sú po už mám od dobrý deň ďakujem prosím moje môj keď ktorý ktorá tiež bol bolo bola kde len byť ešte ste ani pred bez prečo mňa kedy pri veľmi nás vám vaše tento táto nič má až aby môžem chcem
ro de și în a la nu cu am pe o să că un este mi din care pentru mai ce se sunt dar ați au sau lui ale al fost bună ziua mulțumesc vă rog dacă când foarte după această acest unde tot doar fără până meu mea mele prin cum eu nici ca îmi asta are era fi lor iar încă deja aș
hu a az és nem hogy is egy van de meg ez csak mint már még kell el volt ha nekem én mert vagy azt lehet jó napot köszönöm kérem szeretnék nagyon rendelés vagyok miért mikor hol ezt minden ami kérjük üdvözlettel sem nincs majd után lesz amit pedig itt most vagyok sajnos ön önök nélkül tisztelt
tr ve bir bu için de da ne çok ama var mi daha gibi ben en kadar değil merhaba yok olarak o olan sonra benim bana şey nasıl ile teşekkürler lütfen hala ki her mı bunu neden sipariş iyi beni hiç ya diye oldu siz size zaman sizin olduğu kez şimdi gün ediyorum istiyorum teşekkür nerede veya hem ise
hr i je se u na da to za su ne sam od s a što ali kako koji nije mi sve ili kao bi li po iz moja moj ako već samo kada hvala molim dobar dan još do gdje može bez koja bio nakon biti vam vas jer te imam nisam ima sa kod ovo prije zašto tako imate vaš jako treba bilo
id yang dan di saya ini tidak itu untuk dengan dari ke ada anda sudah pada bisa belum akan juga kami apa tapi mohon terima kasih atau karena sangat dalam oleh saja lagi mau jika telah barang pesanan sampai tolong halo selamat kenapa kapan kembali seperti banyak tersebut satu baru sedang lebih adalah
vi tôi không và của là có được cho một này đã với các khi trong để những ở về như thì hàng bạn cảm ơn xin chào vẫn chưa rất nhưng từ còn nào sao đến ra lại nữa vì bị nhận đơn giúp mua người gì sẽ đang cũng chúng phải mình làm lâu bao
ca de la el i que a en els per no un una les em amb és del al es meu ha he més però si molt com seva són està gràcies hola bon dia va aquest aquesta us fins tot ja tinc quan també on sense perquè vaig sobre meva us encara ho
ru и в не на я что с по а это как у мне но все из за к так от же вы бы мой меня до для есть нет если мы уже был очень здравствуйте спасибо пожалуйста только когда или было моя ещё еще где он она они почему ваш вам нам без можно после сколько добрый день через этот мои при чтобы вас
uk і в не на я що з у це та як до за мені але й від є для так ви мене чи був мій по ще вже дуже добрий день дякую будь ласка коли де якщо було моє моя чому або тільки він вона вони ваш вам нам без можна після скільки через цей щоб немає вас
bg и на да се за не от в е с че си по това като ми са но аз ще до при има моля благодаря здравейте добър ден много ли вече няма още само къде кога защо как моята моя беше съм след който която няколко без или ако все мен ви ни бях ме го сте
sr и је у се на да за су не сам од са а што али како који није ми све или као би ли по из моја мој ако већ само када хвала молим добар дан још до где може без која био након бити вам вас јер имам нисам има код ово пре зашто тако
el και το να η την για που με δεν θα μου τα στο από ο είναι σε τον μια των αλλά στην της του σας ότι έχω ευχαριστώ παρακαλώ πολύ καλημέρα τι ή πως όταν γιατί
ar في من على أن لا إلى ما لم هذا عن مع هل قد كان التي الذي هذه أنا لكن ليس لي بعد شكرا مرحبا السلام عليكم كل حتى متى أين يرجى طلب و يا أو كما تم لقد أريد منذ
fa از به در که این را با است برای من آن یک تا هم شما می سلام نیست شده بود متشکرم ممنون لطفا ولی خیلی هنوز چرا یا نمی دارم کردم اگر شد هستم سفارش
hi है के में की का से नहीं और मुझे मेरा मेरी कृपया हैं को पर यह कि ने मैं आप हो भी धन्यवाद नमस्ते कब कोई लिए तो एक था क्या
mr आहे आणि च्या नाही मी माझी माझे कृपया आहेत हे ते ही या मला तुम्ही आपण धन्यवाद नमस्कार करा साठी एक हा काही असणे
ne छ छैन र मा लागि तपाईं मेरो कृपया गर्नुहोस् यो हो भएको हुन गर्न मलाई धन्यवाद छन् एक पनि
ur کے میں ہے کی کا سے نے کو اور یہ پر ہیں نہیں کہ مجھے آپ میرا ہو بھی تو شکریہ براہ مہربانی کر تھا اس
"""

SIGNS = {
    "<kana>": {"ja": 14},
    "<hangul>": {"ko": 14},
    "<thai>": {"th": 14},
    "<hebrew>": {"he": 11, "yi": 4},
    "<greek>": {"el": 13},
    "<georgian>": {"ka": 14},
    "<armenian>": {"hy": 14},
    "<devanagari>": {"hi": 4, "mr": 3, "ne": 3},
    "<bengali>": {"bn": 11, "as": 4},
    "<tamil>": {"ta": 14},
    "<han>": {"zh": 9, "ja": 4},
    "<arabic>": {"ar": 4, "fa": 3, "ur": 2},
    "<persian>": {"fa": 7, "ur": 6},
    "<urdu>": {"ur": 9},
    "<kurdish>": {"ckb": 6, "ug": 6},
    "<cyrillic>": {"ru": 1.5, "uk": 1.2, "bg": 1.2, "sr": 0.8, "mk": 0.8, "be": 0.5, "kk": 0.5},
    "<russian>": {"ru": 3, "be": 1.5, "kk": 1.5, "ky": 1.5, "mn": 1.5, "tt": 1.5},
    "<belarusian>": {"be": 9},
    "<turkic>": {"kk": 5, "ky": 5, "mn": 5, "tt": 5},
    "<yi>": {"uk": 8},
    "<short_i>": {"uk": 5, "be": 4, "kk": 3},
    "<serbian>": {"sr": 8, "mk": 6},
    "<ss>": {"de": 7},
    "<polish>": {"pl": 8},
    "<czech>": {"cs": 8},
    "<slovak>": {"sk": 8},
    "<hungarian>": {"hu": 8},
    "<turkish>": {"tr": 8},
    "<romanian>": {"ro": 7},
    "<vietnamese>": {"vi": 8},
    "<tilde>": {"pt": 6, "vi": 2},
    "<ene>": {"es": 6},
    "<slashed>": {"da": 5, "nb": 5},
    "<ring>": {"sv": 4, "nb": 3.5, "da": 3.5, "fi": 0.5},
    "<caron>": {"cs": 3.5, "sk": 3.5, "hr": 3.5},
    "<crossed>": {"hr": 5, "vi": 2},
    "<umlaut>": {"de": 3, "sv": 2.5, "fi": 3, "hu": 1.5, "tr": 2, "sk": 0.5},
    "<cedilla>": {"fr": 2.5, "pt": 3, "tr": 3, "ca": 1.5},
    "<grave>": {"fr": 2, "it": 2.5, "pt": 1, "ca": 2, "vi": 0.5},
    "<acute>": {
        "es": 1.5,
        "pt": 1.5,
        "fr": 1.5,
        "cs": 1.5,
        "sk": 1.5,
        "hu": 1.5,
        "ca": 1,
        "it": 0.3,
    },
    "<circumflex>": {"fr": 2.5, "pt": 1.5, "ro": 2.5, "vi": 1.5},
}
"""Bits by language; in whole scripts of one language the few words that are listed add to it."""


def words_of(language: str, listed: list[str]) -> dict[str, float]:
    bits: dict[str, float] = {}
    for word in listed:
        # elided and contracted forms are split or joined as the models split them
        if language != "en" and "'" in word:
            continue
        share = 0.06 / (len(bits) + 2)
        bits.setdefault(word, math.log2(share / FOREIGN_SHARE))
    for word in list(bits):
        for bare in (_unaccented(word), _spelt_out(word) if language == "de" else word):
            if bare != word:
                bits.setdefault(bare, max(bits[word] - ACCENT_BITS, 0.5))
        if "'" in word:
            bits.setdefault(word.replace("'", ""), bits[word] - ACCENT_BITS)
    return bits


def _unaccented(word: str) -> str:
    if not any("LATIN" in unicodedata.name(letter, "") for letter in word):
        return word
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", word.translate(str.maketrans("đłøı", "dloi")))
        if not unicodedata.combining(letter)
    )


def _spelt_out(word: str) -> str:
    return word.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))


def main() -> None:
    languages: dict[str, dict[str, float]] = {}
    for line in WORDS.strip().splitlines():
        language, *listed = line.split()
        languages[language] = words_of(language, listed)
    for sign, signed in SIGNS.items():
        for language, bits in signed.items():
            languages.setdefault(language, {})[sign] = bits
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "words"))
        for language, weights in sorted(languages.items()):
            told = (f"{word}:{round(100 * bits)}" for word, bits in weights.items())
            writer.writerow((language, " ".join(told)))
    print(sum(map(len, languages.values())), "words,", len(languages), "languages")


if __name__ == "__main__":
    main()
