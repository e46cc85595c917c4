"""Write seeds/config/nickname_groups.csv: one row per given name that belongs to a group.

The relation "is a nickname of" is no equivalence: Al is Alan, Albert and Alexander, so
following it both ways would chain half of all names into one group. Here every name gets
ONE canonical name, at most one step away:

1. the hand-written lists below decide first (common English nicknames, how clerks shortened
   names in old registers, and the German, Spanish, French and Russian nicknames that the
   package lacks);
2. a name that nobody lists as a nickname, or that has more nicknames than each of the
   names it is a nickname of, is canonical and stands for itself;
3. any other name goes to the canonical name with the same first letter and the most
   nicknames (first by alphabet on a tie), and to itself when there is none. (Of the
   package's pairs with different first letters the hand-written lists keep the good ones.)

A canonical name is never sent on, so no chain is longer than one step. Names whose group
is the name itself are left out: SQL falls back to the name.

The pairs come from the `nicknames` package (Apache-2.0), needed only to run this script.
Run: python scripts/seeds/nickname_groups.py
"""

import csv
from collections import defaultdict
from pathlib import Path

import nicknames

TARGET = Path(__file__).parents[2] / "seeds" / "config" / "nickname_groups.csv"

# canonical: nicknames
HAND_WRITTEN = """
robert: bob bobby rob robbie robby bobbie robt
william: bill billy will willie willy wil billie wm willm
richard: rick ricky rich richie dick dickie rickey richd
john: jack johnny jon johnnie jonny jackie jno
james: jim jimmy jamie jimmie jaime jas
michael: mike mick mickey mikey micky micha michi
thomas: tom tommy thom thos
charles: charlie chuck charley chas chs
joseph: joe joey jos
daniel: dan danny dani danl
matthew: matt matty mat
anthony: tony anton toni
steven: steve stephen stevie stephan
edward: ed eddie ted teddy ned eddy edw edwd
christopher: chris topher kit kris
alexander: alex sandy sascha al xander alexr
andrew: andy drew andw
joshua: josh
kenneth: ken kenny
kevin: kev
ronald: ron ronnie
timothy: tim timmy
jeffrey: jeff geoff geoffrey jeffery
nicholas: nick nicky nico
jonathan: jonathon johnathan johnathon
samuel: sam sammy saml
benjamin: ben benny benji benj
patrick: pat paddy
gregory: greg gregg
raymond: ray
lawrence: larry laurence lawrie
gerald: gerry jerry
donald: don donnie
douglas: doug
phillip: phil philip
zachary: zach zack zac zak zackary zachery
nathaniel: nate nat nathanael nathl
nathan: nathen
frederick: fred freddie freddy fredrick fredk
albert: bert albie
arthur: art artie
leonard: len lenny leo
peter: pete
david: dave davey davie
stanley: stan
vincent: vince vinnie
walter: walt wally
theodore: theo
francis: frank frankie
henry: hank harry hal hy
eugene: gene
russell: russ
dominic: dom dominick nic
gabriel: gabe
jacob: jake jakob
isaac: ike
oliver: ollie
maxwell: max
mitchell: mitch
bradley: brad
clifford: cliff
calvin: cal
curtis: curt
cameron: cam
terrence: terry terence terrance
elizabeth: liz beth betty betsy lizzie lizzy eliza libby bess bessie liza eliz
margaret: peggy maggie meg marge margie peg madge daisy margt
katherine: kate kathy katie cathy catherine kathryn kat katy cat cathryn katharine kit kitty cath
patricia: trish patsy tricia patti pattie patty
jennifer: jen jenny jenn jennie
barbara: barb babs barbie babsi
susan: sue susie suzie suzanne suzy
jessica: jess jessie
deborah: deb debbie debra debby
rebecca: becky becca bec
victoria: vicky vicki tori vickie
christine: chrissy tina christy christina chrissie christi
kimberly: kim kimberley kimmie
cynthia: cindy
sandra: sandi
pamela: pam
samantha: sammie
stephanie: steph stefanie steffi stephany
alexandra: alexa lexi sasha
abigail: abby abbie gail
amanda: mandy
angela: angie
dorothy: dot dottie dolly
teresa: theresa terri tess tessa
jacqueline: jacquelyn jacquie
judith: judy judi
josephine: jo josie
virginia: ginny ginger
veronica: ronni
valerie: val
vanessa: nessa
natalie: nat
melissa: missy mel
melanie: mellie
eleanor: ellie nell elinor
gabrielle: gabby gabi gabriele
isabella: bella izzy isabel isabelle
madeline: maddie maddy madeleine
olivia: liv livvy
philippa: pippa
florence: flo flossie
frances: fran francie
janet: jan
joanna: joanne
lillian: lily lilly lillie
lucille: lucy
marjorie: margery
penelope: penny
roberta: bobbi
charlotte: lottie charly
caroline: carrie carolyn
georgina: georgie georgia
nikita: niki
nicole: nikki nicola
manfred: manni manny
joachim: achim jochen
josef: sepp jupp
ursula: uschi ulla
sebastian: basti bastian
florian: flori
friedrich: fritz
heinrich: heinz heini
matthias: matze mathias
andreas: andi
tobias: tobi
wolfgang: wolf wolle
rudolf: rudi
wilhelm: willi
monika: moni
susanne: susi
cornelia: conny
johannes: hannes hans johann
katharina: kathi katrin kathrin
juergen: jurgen
guenter: gunter gunther guenther
jose: pepe
francisco: paco pancho
guadalupe: lupe
ignacio: nacho
jesus: chuy
roberto: beto
guillermo: memo
eduardo: lalo
enrique: quique
manuel: manolo
aleksandr: aleks
mikhail: misha
ivan: vanya
dmitri: dima dmitry dmitriy
nikolai: kolya nikolay
ekaterina: katya
natalia: natasha nataliya natalya
tatiana: tanya tatyana
olga: olya
vladimir: volodya vova
evgeny: zhenya yevgeny evgeniy evgenii
sergei: sergey seryozha
yuri: yuriy iurii
george: geo
mary: polly mamie
martin: marty
mohammed: muhammad mohammad mohamed muhammed mohamad mo
"""

# Names in daily use of their own: never folded into another, whatever the package says.
# (Every canonical name above is one as well.)
OWN_NAMES = """
adele alice alicia allison amelia amy ana andrea ann anna anne annie ariel ashley ava
bella blake bonnie brandon brian bruce bryan carl carla carlos carmen carol casey cassie
celia chloe claire clara claudia connie corey courtney crystal daisy dale dana danielle
darren dawn dean della denise derek diana diane dylan earl edith edwin eileen elaine elena
eli elise ella ellen elsa emily emma eric erica erin ernest ethan eva eve evelyn faith
fay faye felicia fiona gary gavin gayle george gerard gilbert gina glen gloria gordon grace
grant gwen hannah harold harriet hazel heather heidi helen holly howard hugh ian ida irene
iris isla jackson jade jamal jane janice jason jasmine jay jean jeanne jeremy jerome jill
joan jodie joel jordan jose joy joyce juan juanita julia julian julie june karen karl kay
kayla keith kelly kristen kristin kyle laura lauren leah lee lena leon leslie lewis liam
linda lindsay lisa logan lois lola loren lori louis louise lucas lucia luis luke lydia lynn
mabel mac mc marcus maria marian marie marilyn mario marion mark marlene martha martin marvin mary
mason maureen megan mercedes mia micah michelle mildred miles milton minnie miranda molly
morgan myra nancy naomi neil nelson nina noah noel nora norma norman oscar owen paige paul
paula pauline pearl perry phoebe rachel ralph ramona randall raphael regina rex rhonda rita
robin rodney roger roland rosa rosalie rose rosemary ross roxanne roy ruby rupert ruth ryan
sabrina sally sara sarah scott sean seth shannon sharon shawn sheila shirley sidney simon
sofia sonia sophia sophie spencer stella stuart sylvia tamara tara taylor todd tracy trevor
troy tyler vera vernon victor viola vivian wanda warren wayne wendy whitney willis wilson
winifred xavier yolanda yvonne zoe
"""


def read_hand_written() -> dict[str, str]:
    """Nickname to canonical name; a name listed twice stops the script."""
    groups: dict[str, str] = {}
    for line in HAND_WRITTEN.strip().splitlines():
        canonical, _, names = line.partition(":")
        for name in names.split():
            if name in groups:
                # The first line to name it wins: nat is nathaniel before it is natalie.
                continue
            groups[name] = canonical
    return groups


def main() -> None:
    """Write the seed."""
    nicknames_of: dict[str, set[str]] = defaultdict(set)
    parents_of: dict[str, set[str]] = defaultdict(set)
    source = Path(nicknames.__file__).parent / "names.csv"
    with source.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            nicknames_of[row["name1"]].add(row["name2"])
            parents_of[row["name2"]].add(row["name1"])

    groups = read_hand_written()
    own = set(OWN_NAMES.split()) | set(groups.values())
    for name in sorted(set(nicknames_of) | set(parents_of)):
        if name in groups or name in own or not name.isascii() or not name.isalpha():
            continue
        parents = parents_of.get(name, set())
        count = len(nicknames_of.get(name, ()))
        if not parents or count > max(len(nicknames_of[parent]) for parent in parents):
            own.add(name)
    for name in sorted(parents_of):
        if name in groups or name in own or not name.isascii() or not name.isalpha():
            continue
        parents = {groups.get(parent, parent) for parent in parents_of[name]} & own
        parents = {parent for parent in parents if parent[0] == name[0]}
        if parents:
            groups[name] = min(parents, key=lambda text: (-len(nicknames_of[text]), text))

    groups = {name: group for name, group in groups.items() if name not in set(groups.values())}
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["given_name_key", "given_name_group"])
        writer.writerows(sorted(groups.items()))
    print(f"{TARGET.name}: {len(groups)} names in {len(set(groups.values()))} groups")


if __name__ == "__main__":
    main()
