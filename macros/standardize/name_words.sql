{#
    The words around names, as alternatives of a regular expression: name_words('titles'),
    'suffixes', 'degrees', 'particles' or 'ranks'.

    Returns Jinja text like 'mr|mrs|ms', from the vars name_titles, name_suffixes,
    name_degrees, name_particles and name_ranks; longer words first, because RE2 and Java take
    the first alternative that fits and PostgreSQL the longest.
#}
{% macro name_words(kind) -%}
    {% set words = var('name_' ~ kind) -%}
    {% set by_length = [] -%}
    {% for length in range(20, 0, -1) -%}
        {% for word in words if word | length == length -%}
            {% do by_length.append(word) -%}
        {% endfor -%}
    {% endfor -%}
    {{ return(by_length | join('|')) }}
{%- endmacro %}
