{#
    A channel in the one spelling that the seed purposes has it in: e-mail is email, text
    message is sms, telephone is phone.

    Returns a SQL expression, text; NULL stays NULL, and a channel that is none of these
    stays as it is.
#}
{% macro consent_channel(channel) -%}
    {%- set spellings = {
        'email': ['email', 'emails'],
        'sms': ['sms', 'text', 'texts', 'textmessage', 'textmessages'],
        'phone': ['phone', 'telephone'],
    } -%}
    case
        {%- for spelling, others in spellings.items() %}
        when translate(lower({{ channel }}), '-_. ', '')
            in ('{{ others | join("', '") }}')
            then '{{ spelling }}'
        {%- endfor %}
        else {{ channel }}
    end
{%- endmacro %}
