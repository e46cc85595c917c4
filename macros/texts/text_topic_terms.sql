{#
    The words and phrases of the var text_topics, one by one.

    Returns a Jinja list of {topic, topic_number, term, term_number, place, words, word}: a
    phrase of three words has three entries, with places 1 to 3. Hyphens part words, as
    they do in texts.
#}
{% macro text_topic_terms() -%}
    {% set listed = [] %}
    {% for topic, terms in var('text_topics').items() %}
        {% set topic_number = loop.index %}
        {% for term in terms %}
            {% set term_number = loop.index %}
            {% set words = (term | string | replace('-', ' ')).split() %}
            {% for word in words %}
                {% do listed.append({
                    'topic': topic, 'topic_number': topic_number,
                    'term': words | join(' '), 'term_number': term_number,
                    'place': loop.index, 'words': words | length, 'word': word,
                }) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(listed) }}
{%- endmacro %}
