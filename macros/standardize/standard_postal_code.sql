{#
    A postal code in its country's written form: '12345' (US, without the +4), 'SW1A 1AA',
    'K1A 0B1', '01067' (DE, FR: the lost zero is back), '0800' (AU).

    Returns a SQL expression, text; NULL stays NULL. Without a country, the British, the
    Canadian and the ZIP+4 shapes are known by themselves. What fits no rule comes back in
    capitals, single spaces.
#}
{% macro standard_postal_code(postal_code_key, country) -%}
    {% set code = postal_code_key -%}
    case
        when coalesce({{ country }}, 'US') = 'US' and length({{ code }}) in (9, 10)
            and {{ matches_regexp(code, "'^[0-9]{5} ?[0-9]{4}$'") }}
            then substr({{ code }}, 1, 5)
        when {{ country }} in ('US', 'DE', 'FR', 'IT', 'ES') and length({{ code }}) = 4
            and {{ matches_regexp(code, "'^[0-9]{4}$'") }}
            then '0' || {{ code }}
        when {{ country }} = 'AU' and length({{ code }}) = 3
            and {{ matches_regexp(code, "'^[0-9]{3}$'") }}
            then '0' || {{ code }}
        when coalesce({{ country }}, 'GB') in ('GB', 'GG', 'JE', 'IM')
            and length({{ code }}) between 5 and 8
            and {{ matches_regexp(
                "replace(" ~ code ~ ", ' ', '')", "'^[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}$'"
            ) }}
            then upper(
                substr(replace({{ code }}, ' ', ''), 1, length(replace({{ code }}, ' ', '')) - 3)
                || ' '
                || substr(replace({{ code }}, ' ', ''), length(replace({{ code }}, ' ', '')) - 2)
            )
        when coalesce({{ country }}, 'CA') = 'CA' and length({{ code }}) in (6, 7)
            and {{ matches_regexp(code, "'^[a-z][0-9][a-z] ?[0-9][a-z][0-9]$'") }}
            then upper(substr({{ code }}, 1, 3) || ' ' || substr({{ code }}, length({{ code }}) - 2))
        when {{ country }} in ('DE', 'FR', 'IT', 'ES', 'US', 'AU', 'AT', 'CH', 'BE', 'NL', 'SE')
            and length({{ code }}) > 5
            and {{ matches_regexp(code, "'^[a-z]{1,2} [0-9]{4,5}$'") }}
            then substr({{ code }}, position(' ' in {{ code }}) + 1)
        else upper({{ code }})
    end
{%- endmacro %}
