{#
    A gender as 'female', 'male' or 'other', from the text's key (key_text); NULL when it
    says nothing known.

    Returns a SQL expression, text. Reads codes and words of English, German, French,
    Spanish and Italian, and ISO/IEC 5218 (1 male, 2 female).
#}
{% macro gender_code(gender_key) -%}
    case
        when {{ gender_key }} in (
            'f', 'female', 'w', 'woman', 'girl', 'fem', 'femme', 'feminin', 'weiblich',
            'frau', 'mujer', 'femenino', 'femmina', 'donna', 'mrs', 'ms', 'miss', '2'
        ) then 'female'
        when {{ gender_key }} in (
            'm', 'male', 'man', 'boy', 'masc', 'homme', 'masculin', 'maennlich', 'mannlich',
            'herr', 'hombre', 'masculino', 'maschio', 'uomo', 'mr', '1'
        ) then 'male'
        when {{ gender_key }} in (
            'o', 'other', 'x', 'd', 'nb', 'nonbinary', 'non binary', 'diverse', 'divers',
            'andere', 'autre', 'otro', 'altro', 'third gender', 'transgender', 'agender',
            'genderqueer', 'genderfluid', 'intersex'
        ) then 'other'
    end
{%- endmacro %}
