{#
    A name without what is no part of it: parentheses, double quotes, titles before it or
    behind a comma in it (Smith, Mrs. John; Scott, Walter, Sir), degrees after it.

    Returns a SQL expression, text, single spaces; NULL stays NULL and blank is NULL. The
    generation suffix (Jr, III) is still there: name_suffix_word finds it.
#}
{% macro clean_name(text) -%}
    {% set bare = single_spaced(
        "translate(" ~ regexp_replace_all(text, "'[(][^)]*[)]'", "' '")
        ~ ", '“”„\"()<>{}*_~', '')"
    ) -%}
    {% set untitled -%}
        {{ regexp_replace_all(bare, "'(?i)^((" ~ name_words('titles') ~ ")([.] *| +))+'", "''") }}
    {%- endset -%}
    {% set first_untitled -%}
        {{ regexp_rewrite(
            untitled, "'(?i), *((" ~ name_words('titles') ~ ")([.] *| +))+([^ ,.])'", "',$4'"
        ) }}
    {%- endset -%}
    {#- Lord, Col may be a name; what stands behind a second comma is none -#}
    {% set bare_behind_comma -%}
        {{ regexp_rewrite(
            first_untitled, "'(?i)(,[^,]+), *(" ~ name_words('titles') ~ ")[.]?$'", "'$1'"
        ) }}
    {%- endset -%}
    nullif(
        trim(trim(
            both ',' from {{ regexp_replace_all(
                bare_behind_comma, "'(?i)([ ,]+(" ~ name_words('degrees') ~ ")[.]?)+$'", "''"
            ) }}
        )), ''
    )
{%- endmacro %}

{# The pattern of a generation suffix at the end of a clean name, or before a comma. #}
{% macro _suffix_pattern(words) -%}
    {{ return("'(?i)[ ,]+(" ~ words ~ ")[.]?(,|$)'") }}
{%- endmacro %}

{#
    The generation suffix of a clean name as written there, or NULL. A single V after a
    given name is an initial, so given names leave it out.
#}
{% macro _suffix_word(clean_name, name_part) -%}
    {{ return(lower_text(regexp_group(clean_name, _suffix_pattern(
        name_words('suffixes') | replace('|v', '') if name_part == 'given' else name_words('suffixes')
    ), 1))) }}
{%- endmacro %}

{# Its key: jr, sr, ii, iii, iv, v. #}
{% macro _suffix_key(suffix_word) -%}
    case {{ suffix_word }}
        when 'junior' then 'jr'
        when 'jnr' then 'jr'
        when 'senior' then 'sr'
        when 'snr' then 'sr'
        when '2nd' then 'ii'
        when '3rd' then 'iii'
        when '4th' then 'iv'
        else {{ suffix_word }}
    end
{%- endmacro %}

{# A clean name without its generation suffix. #}
{% macro _without_suffix(clean_name) -%}
    trim(trim(both ',' from {{ regexp_replace_all(
        clean_name, _suffix_pattern(name_words('suffixes')), "','"
    ) }}))
{%- endmacro %}

{# A full name without what it says of a peerage: from a numbered rank on (John Smith, 2nd
   Baronet), from a rank of a place on (Arthur Wellesley, Duke of Wellington). For texts that were
   not cleaned yet, since a rank may be a title too. #}
{% macro _without_rank(text) -%}
    {{ return(regexp_replace_all(
        text,
        "'(?i)[ ,]+([0-9]+(st|nd|rd|th) +(" ~ name_words('ranks') ~ ")([ ,.].*)?|("
        ~ name_words('ranks') ~ ") of .*)$'",
        "''"
    )) }}
{%- endmacro %}

{# A clean full name without a number between its words (Thomas 1st Chudleigh); one at the end
   is a generation. #}
{% macro _without_ordinal(clean_name) -%}
    {{ return(regexp_rewrite(
        clean_name, "'(?i)([^ ,]) +[0-9]+(st|nd|rd|th) +([^ ,])'", "'$1 $3'"
    )) }}
{%- endmacro %}

{# The family name of a clean full name that begins with it: in capitals (DUPONT Jean) or at
   a particle (de la Fontaine Jean); NULL where none does. What follows it begins with a capital
   and goes on in small letters, so texts in one case have none. #}
{% macro _leading_family_name(clean_name) -%}
    {% set capital = "A-ZÀ-ÖØ-Þ" -%}
    {% set capitals = capital ~ "''’-" -%}
    {% set rest = " [" ~ capital ~ "][^ ]*[a-zà-öø-ÿ].*$'" -%}
    coalesce(
        {{ regexp_group(
            clean_name,
            "'^(([" ~ capitals ~ "]{2,} )*[" ~ capitals ~ "]+[" ~ capital ~ "]{2})" ~ rest, 1
        ) }},
        {{ regexp_group(
            clean_name, "'^((" ~ name_words('particles') ~ ") [" ~ capital ~ "][^ ]*)" ~ rest, 1
        ) }}
    )
{%- endmacro %}

{# The particles behind the given names that follow a comma (Beethoven, Ludwig van): small behind
   capitals, as in lower case Van is a given name too. NULL where none is. #}
{% macro _trailing_particles(given_names) -%}
    {% set particles = name_words('particles') -%}
    {% set name = "[A-ZÀ-ÖØ-Þ][^ ]*" -%}
    {{ return(regexp_group(
        given_names,
        "'^" ~ name ~ "( " ~ name ~ ")* ((" ~ particles ~ ")( (" ~ particles ~ "))*)$'", 2
    )) }}
{%- endmacro %}
