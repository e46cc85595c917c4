{#
    The words of the var text_topics, packed: a mapping from topic to one text, with a word
    of a term in each of its words, as word:is_stem:term_number:place:term_words:term. A
    phrase of three words has three, with places 1 to 3, and _ for its blanks. Hyphens part
    words, as they do in texts.

    Returns a Jinja mapping. A select for each word would take Spark longer to plan than
    the texts to read.
#}
{% macro text_topic_terms() -%}
    {% set packed = {} %}
    {% for topic, terms in var('text_topics').items() %}
        {% set listed = [] %}
        {% for term in terms %}
            {% set term_number = loop.index %}
            {% set words = (term | string | replace('-', ' ')).split() %}
            {% for word in words %}
                {% do listed.append([
                    word | replace('*', ''), 1 if word.endswith('*') else 0, term_number,
                    loop.index, words | length, words | join('_'),
                ] | join(':')) %}
            {% endfor %}
        {% endfor %}
        {% do packed.update({topic: listed | join(' ')}) %}
    {% endfor %}
    {{ return(packed) }}
{%- endmacro %}
