{#
    The domain in a web address, a mail address or a bare domain: lower case, without the
    scheme, a user, www and all that follows.

    Returns a SQL expression, text; NULL stays NULL, and what has no dot in it, or a last part
    with digits in it, is no domain and NULL.
#}
{% macro web_domain(text) -%}
    {{ regexp_group(
        lower_text("trim(" ~ text ~ ")"),
        "'^([a-z]+:/*)?([^/@]*@)?(www[0-9]*[.])?"
        ~ "(([^ @.:/?#,;]{1,63}[.])+[^ @.:/?#,;0-9]{2,63})[.]?([/?#:,; ].*)?$'",
        4
    ) }}
{%- endmacro %}
