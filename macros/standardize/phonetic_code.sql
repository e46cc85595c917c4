{#
    How a name sounds, roughly: consonant classes of the key form, repeats once, vowels only
    at the front; at most six characters. Smith, Smyth and Schmidt are snt.

    Returns a SQL expression, text; NULL stays NULL. The text must be a name key; spaces do
    not count. Names in other scripts are their own code. Built of replace() and translate()
    alone, so that it is the same everywhere.
#}
{% macro phonetic_code(name_key) -%}
    case
        when not {{ is_ascii(name_key) }} then {{ name_key }}
        else lower(coalesce(nullif(substr(
            {{ _collapsed(
                "translate(" ~ _sounds("replace(" ~ name_key ~ ", ' ', '')")
                ~ ", 'bpfvckqgjsxzdtlmnraeiouyhw0123456789', 'bbffkkkkjsssttlmnr')"
            ) }}, 1, 6
        ), ''), substr({{ name_key }}, 1, 1)))
    end
{%- endmacro %}

{# Letter groups that are one sound; a vowel or h at the front is kept, marked by its capital until the rest is gone. #}
{% macro _sounds(text) -%}
    {% set ns = namespace(expression="'^' || " ~ text) -%}
    {% for group, sound in [
        ('^kn', '^n'), ('^wr', '^r'), ('^gn', '^n'), ('^ps', '^s'), ('^pf', '^f'),
        ('^wh', '^w'), ('^a', '^A'), ('^e', '^A'), ('^i', '^A'), ('^o', '^A'), ('^u', '^A'),
        ('^y', '^j'), ('^h', '^H'), ('^w', '^f'), ('sch', 's'), ('tsch', 's'), ('tch', 's'),
        ('sh', 's'), ('ph', 'f'), ('ght', 't'), ('gh', ''), ('ch', 'k'), ('ck', 'k'),
        ('ce', 'se'), ('ci', 'si'), ('cy', 'sy'), ('tz', 's'), ('ts', 's'), ('dt', 't'),
        ('mb', 'm'), ('th', 't'), ('^', ''),
    ] -%}
        {% set ns.expression = "replace(" ~ ns.expression ~ ", '" ~ group ~ "', '" ~ sound ~ "')" -%}
    {% endfor -%}
    {{ return(ns.expression) }}
{%- endmacro %}

{# Every class once in a row: two passes do for any run of up to four. #}
{% macro _collapsed(text) -%}
    {% set ns = namespace(expression=text) -%}
    {% for class in 'bfkjstlmnr' -%}
        {% for _ in range(2) -%}
            {% set ns.expression = "replace(" ~ ns.expression ~ ", '" ~ class ~ class ~ "', '" ~ class ~ "')" -%}
        {% endfor -%}
    {% endfor -%}
    {{ return(ns.expression) }}
{%- endmacro %}
