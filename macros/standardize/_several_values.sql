{# Whether an e-mail text may hold several addresses; NULL stays NULL. Cheap, for all. #}
{% macro _may_hold_emails(text) -%}
    (
        {{ text }} like '%@%@%'
        or {{ text }} like '%;%'
        or {{ text }} like '%|%'
        or position(chr(10) in {{ text }}) > 0
        or position(chr(13) in {{ text }}) > 0
    )
{%- endmacro %}

{# Whether a phone text may hold several numbers; NULL stays NULL. Cheap, for all. #}
{% macro _may_hold_phones(text) -%}
    (
        length({{ text }}) >= 14
        and (
            {{ matches_regexp(text, "'[^-+0-9 ().].*[0-9+]|[+].*[+]'") }}
            or (
                length({{ text }}) >= 19
                and {{ matches_regexp(text, "'([0-9][^0-9]*){18}'") }}
            )
        )
    )
{%- endmacro %}

{#
    An e-mail text with a semicolon between its addresses. One address may hold a comma or
    a blank that is a slip of the pen; where there are several, blanks, brackets and what
    stands behind a domain part them.
#}
{% macro _parted_emails(text) -%}
    {% set lined = "translate(" ~ text
        ~ ", '＠．|' || chr(9) || chr(10) || chr(13) || chr(160), '@.; ;; ')" -%}
    {% set joined = "replace(replace(replace(" ~ lined
        ~ ", 'mailto:', ' '), ' @', '@'), '@ ', '@')" -%}
    {% set parted = regexp_rewrite(
        "translate(" ~ joined ~ ", ' <>()[]\"', ';;;;;;;;')",
        "'(@[^@;,/]+)[,/]'", "'$1;'"
    ) -%}
    case
        when {{ text }} like '%@%@%' then {{ parted }}
        else {{ lined }}
    end
{%- endmacro %}

{#
    A phone text with a semicolon between its numbers. A sign or a blank parts two numbers
    only where there are enough digits for one on either side: 030/1234567 and
    +49 171 1234567 are one. Each step twice: of three numbers the one in the middle is
    taken by the step that parts it from the first.
#}
{% macro _parted_phones(text) -%}
    {% set lined = "translate(" ~ text
        ~ ", '|' || chr(9) || chr(10) || chr(13) || chr(160), '; ;; ')" -%}
    {% set ns = namespace(text=lined) -%}
    {% set steps = [
        [
            "'(([0-9][^0-9;,]*){7})(,|&| / | [oO][rR] | [oO][dD][eE][rR] | [oO][uU] | [uUaA][nN][dD] | [eE][tT] )"
            ~ "([^0-9;,]*([0-9][^0-9;,]*){7})'", "'$1;$4'"
        ],
        [
            "'(([0-9][^0-9;,/]*){7})/([^0-9;,/]*([0-9][^0-9;,/]*){7})'", "'$1;$3'"
        ],
        ["'(([0-9][^0-9;+]*){7})[+]'", "'$1;+'"],
        [
            "'(([0-9][^0-9;]*){9}) ([0(]([^0-9;]*[0-9]){8}|[0-9]{9}"
            ~ "|[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})'", "'$1;$3'"
        ],
    ] -%}
    {% for pattern, template in steps -%}
        {% for time in range(2) -%}
            {% set ns.text = regexp_rewrite(ns.text, pattern, template) -%}
        {% endfor -%}
    {% endfor -%}
    {{ ns.text }}
{%- endmacro %}
