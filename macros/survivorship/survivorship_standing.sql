{#
    How fit a value is to become golden, from its weakness.

    Returns a SQL expression, int: 0 sound, 1 only for want of a sound value (an initial
    for a name, an address without street or town, a role account, a disposable mailbox),
    2 never (a placeholder, an identifier that the screen took out, an e-mail address that
    cannot be one, a middle name that repeats another name). NULL weakness gives 0.
#}
{% macro survivorship_standing(weakness) -%}
    case
        when {{ weakness }} is null then 0
        when {{ weakness }} in ('initial', 'partial', 'role_account', 'disposable') then 1
        else 2
    end
{%- endmacro %}
