{#
    The identifier type that each channel reaches a person at.

    Returns a Jinja dict of channel to identifier type. A channel that is not listed
    contacts nobody.
#}
{% macro contact_types() -%}
    {{ return({'email': 'email', 'sms': 'phone', 'phone': 'phone'}) }}
{%- endmacro %}
