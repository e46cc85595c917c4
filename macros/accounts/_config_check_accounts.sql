{#
    Faults of the vars of accounts.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_accounts() -%}
    {% set faults = _whole_number_faults([
        ('max_account_names', 1, 1000),
        ('max_account_domain_customers', 2, 10000000),
        ('min_account_domain_customers', 1, 1000),
    ]) %}
    {% for name in ['company_legal_forms', 'private_account_types'] %}
        {% set words = var(name) %}
        {% if words is string or words is mapping or words is not sequence or not words %}
            {% do faults.append(
                'var ' ~ name ~ ' is ' ~ words ~ '; a list of words, such as [gmbh, inc].'
            ) %}
        {% else %}
            {% for word in words
                if not modules.re.match('^[a-z0-9]+( [a-z0-9]+)*!$', word | string ~ '!') %}
                {% do faults.append(
                    'var ' ~ name ~ " has '" ~ word ~ "'; lower-case letters, digits and "
                    ~ 'single spaces only, accents left out.'
                ) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
