{#
    The strategies by which each golden attribute chooses among a customer's values.

    Returns a Jinja dict of attribute to list of strategies, in the order of the golden
    columns: the defaults below, each replaced by the var survivorship where that names
    the attribute. address stands for street_address, city, region, postal_code and
    country, which survive together from one record.

    Strategies are tried in order until one tells two values apart:
      most_frequent    more records of the customer hold the value
      most_recent      a record that holds it was updated later; no time comes last
      source_priority  a source that holds it is trusted more (var sources)
      most_complete    it says more: more address fields, else more characters
#}
{% macro survivorship_rules() -%}
    {% set rules = {
        'given_name': ['most_frequent', 'most_complete', 'most_recent', 'source_priority'],
        'middle_name': ['most_complete', 'most_frequent', 'most_recent', 'source_priority'],
        'family_name': ['most_frequent', 'most_recent', 'source_priority', 'most_complete'],
        'name_suffix': ['most_frequent', 'most_recent', 'source_priority'],
        'date_of_birth': ['most_frequent', 'source_priority', 'most_recent'],
        'email': ['most_recent', 'source_priority', 'most_frequent'],
        'phone': ['most_recent', 'source_priority', 'most_frequent'],
        'address': ['most_recent', 'most_complete', 'source_priority', 'most_frequent'],
        'national_id': ['most_frequent', 'source_priority', 'most_recent'],
        'gender': ['most_frequent', 'source_priority', 'most_recent'],
        'loyalty_id': ['most_recent', 'source_priority', 'most_frequent'],
    } %}
    {# A faulty var is told by config_check(), which runs before any model. #}
    {% if not _config_check_survivorship() %}
        {% do rules.update(var('survivorship')) %}
    {% endif %}
    {{ return(rules) }}
{%- endmacro %}

{# The strategies there are. Returns a Jinja list. #}
{% macro _survivorship_strategies() -%}
    {{ return(['source_priority', 'most_recent', 'most_frequent', 'most_complete']) }}
{%- endmacro %}

{#
    The fields that survive together as the attribute address, in the order in which they
    are read. Returns a Jinja list of column names.
#}
{% macro _address_fields() -%}
    {{ return(['street_address', 'city', 'region', 'postal_code', 'country']) }}
{%- endmacro %}

{#
    What is wrong with the var survivorship. Returns a Jinja list of sentences, empty
    when all is well; config_check() tells them before any model runs.
#}
{% macro _config_check_survivorship() -%}
    {% set faults = [] %}
    {% set overrides = var('survivorship') %}
    {% if overrides is not mapping %}
        {% do faults.append(
            'var survivorship must be a mapping of attribute to list of strategies, for '
            ~ 'instance {email: [most_recent]}; found: ' ~ overrides
        ) %}
        {{ return(faults) }}
    {% endif %}

    {% set attributes = [
        'given_name', 'middle_name', 'family_name', 'name_suffix', 'date_of_birth',
        'email', 'phone', 'address', 'national_id', 'gender', 'loyalty_id',
    ] %}
    {% set strategies = _survivorship_strategies() %}
    {% for attribute, rule in overrides.items() %}
        {% if attribute in _address_fields() %}
            {% do faults.append(
                'var survivorship names ' ~ attribute ~ ', but address fields survive '
                ~ 'together from one record: set address instead'
            ) %}
        {% elif attribute not in attributes %}
            {% do faults.append(
                'var survivorship names the unknown attribute ' ~ attribute
                ~ '; attributes are: ' ~ attributes | join(', ')
            ) %}
        {% endif %}
        {% if rule is string or rule is mapping or rule is not iterable or not rule %}
            {% do faults.append(
                'var survivorship.' ~ attribute ~ ' must be a list of at least one '
                ~ 'strategy, for instance [most_recent]; found: ' ~ rule
            ) %}
        {% else %}
            {% for strategy in rule if strategy not in strategies %}
                {% do faults.append(
                    'var survivorship.' ~ attribute ~ ' has the unknown strategy '
                    ~ strategy ~ '; strategies are: ' ~ strategies | join(', ')
                ) %}
            {% endfor %}
            {% if rule | unique | list | length < rule | length %}
                {% do faults.append(
                    'var survivorship.' ~ attribute ~ ' names a strategy twice: '
                    ~ rule | join(', ') ~ '; keep the first of each'
                ) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
