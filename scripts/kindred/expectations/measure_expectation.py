"""The expectation that Great Expectations judges measures by; imports it, which takes seconds."""

from typing import Any, ClassVar

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import RenderedStringTemplateContent
from great_expectations.render.components import LegacyRendererType
from great_expectations.render.renderer.renderer import renderer

_MEASURES = "kindred.measures"


class KindredMeasures(TableMetricProvider):
    """The rows of a batch, each of which is a measure of one table."""

    metric_name = _MEASURES

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 (the decorator makes a class method of it)
        execution_engine: Any,
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        metrics: Any,
        runtime_configuration: Any,
    ) -> Any:
        frame, _, _ = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return frame.to_dict("records")


class ExpectMeasureToBeWithinLimits(BatchExpectation):
    """A measure that was taken in the warehouse keeps its limits.

    Args:
        number: Row of the batch.
        column: Column of the table that the measure is of.
        sentence: What should hold, for people.
        limits: The limits in words.
        min_value: Least value that is allowed.
        max_value: Greatest value that is allowed.
    """

    number: int
    column: str | None = None
    sentence: str = ""
    limits: str = ""
    min_value: float | None = None
    max_value: float | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = (_MEASURES,)
    success_keys: ClassVar[tuple[str, ...]] = ("number", "min_value", "max_value")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        row = metrics[_MEASURES][self.number]
        is_met = (self.min_value is None or row["value"] >= self.min_value) and (
            self.max_value is None or row["value"] <= self.max_value
        )
        result = {"observed_value": row["observed"]}
        if row["checked"]:
            result |= {
                "element_count": int(row["checked"]),
                "unexpected_count": int(row["unexpected"]),
                "unexpected_percent": 100 * row["unexpected"] / row["checked"],
            }
            if not is_met and row["offenders"]:
                result["partial_unexpected_list"] = list(row["offenders"])
        return {"success": is_met, "result": result}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None,
        **_: Any,
    ) -> list[RenderedStringTemplateContent]:  # fmt: skip
        told = (configuration or result.expectation_config).kwargs
        template = "$sentence: $limits." if told.get("limits") else "$sentence."
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template",
                string_template={
                    "template": template,
                    "params": {"sentence": told["sentence"], "limits": told.get("limits", "")},
                    "styling": (runtime_configuration or {}).get("styling"),
                },
            )
        ]
