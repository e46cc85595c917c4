{#
    Faults of the vars of texts.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_texts() -%}
    {% set faults = [] %}
    {% set length = var('max_text_length') %}
    {% if length is not integer or length is boolean or not 100 <= length <= 1000000 %}
        {% do faults.append(
            'var max_text_length is ' ~ length ~ '; a whole number from 100 to 1000000.'
        ) %}
    {% endif %}
    {% set least = var('min_language_confidence') %}
    {% if least is not number or least is boolean or not 0 <= least <= 1 %}
        {% do faults.append(
            'var min_language_confidence is ' ~ least ~ '; a number from 0 to 1.'
        ) %}
    {% endif %}
    {% set models = var('text_models') %}
    {% if models is string or models is mapping or models is not iterable %}
        {% do faults.append(
            'var text_models is ' ~ models ~ '; a list of names of models, or [].'
        ) %}
    {% endif %}
    {% set topics = var('text_topics') %}
    {% if topics is not mapping or not topics %}
        {% do faults.append(
            'var text_topics is ' ~ topics ~ '; at least one topic with its words, such as '
            ~ '{delivery: [parcel, "where is my order"]}.'
        ) %}
    {% else %}
        {% for topic, terms in topics.items() %}
            {% do faults.extend(_topic_faults(topic, terms)) %}
        {% endfor %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}

{% macro _topic_faults(topic, terms) -%}
    {% set faults = [] %}
    {% set place = 'var text_topics, topic ' ~ topic %}
    {% if not modules.re.match('^[a-z][a-z0-9_]*$', topic | string) %}
        {% do faults.append(
            place ~ ': a name is lower-case letters, digits and underscores.'
        ) %}
    {% endif %}
    {% if terms is string or terms is mapping or terms is not iterable or not terms %}
        {% do faults.append(place ~ ' is ' ~ terms ~ '; a list of words and phrases.') %}
    {% else %}
        {% for term in terms
            if term is not string
            or not modules.re.match('^[^\\W\\d_]+[*]?([ -][^\\W\\d_]+[*]?)*$', term)
        %}
            {% do faults.append(
                place ~ ": '" ~ term ~ "' is no word or phrase; letters, single spaces or "
                ~ 'hyphens between words, and a star at the end of a word.'
            ) %}
        {% endfor %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
