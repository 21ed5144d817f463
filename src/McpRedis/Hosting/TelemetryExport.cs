using System.Diagnostics;
using McpRedis.Catalogue;
using McpRedis.Redis;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace McpRedis.Hosting;

/// <summary>
/// Spans and metrics of MCP (the SDK's) and of Redis (<see cref="CommandTelemetry"/>) to an OpenTelemetry collector. Switched on and set up
/// by OpenTelemetry's own variables and nothing else; without an endpoint nothing of it is loaded.
/// See https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    // What the SDK calls its source and its meter.
    private const string Mcp = "Experimental.ModelContextProtocol";

    // A collector that does not answer must not keep the process.
    private const int LongestFlushMs = 1500;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    public TelemetryExport(Func<string, string?> variable)
    {
        TelemetrySwitch.IsOn = true;
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(ProductInfo.Name, serviceVersion: ProductInfo.Version)
            .AddEnvironmentVariableDetector();   // OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
        if (TelemetryVariables.Traces(variable))
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Mcp, CommandTelemetry.Name).AddProcessor(new WithoutErrorText()).AddOtlpExporter().Build();
        }
        if (TelemetryVariables.Metrics(variable))
        {
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Mcp, CommandTelemetry.Name).AddOtlpExporter().Build();
        }
    }

    /// <summary>Sends what is left, if that is quick.</summary>
    public void Dispose()
    {
        _traces?.Shutdown(LongestFlushMs);
        _metrics?.Shutdown(LongestFlushMs);
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // The SDK puts the text of a failed call on its span: sentences for a model, previews with names of keys among them.
    private sealed class WithoutErrorText : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => data.SetStatus(data.Status);
    }
}
