namespace McpRedis.Hosting;

/// <summary>Whether telemetry is asked for. Apart from <see cref="TelemetryExport"/>, so that to ask loads nothing of its library.</summary>
internal static class TelemetryVariables
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static bool AskForIt(Func<string, string?> variable) => Traces(variable) || Metrics(variable);

    public static bool Traces(Func<string, string?> variable) => IsOn(variable, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

    public static bool Metrics(Func<string, string?> variable) => IsOn(variable, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");

    private static bool IsOn(Func<string, string?> variable, string own) =>
        !(string.IsNullOrEmpty(variable(Endpoint)) && string.IsNullOrEmpty(variable(own)))
        && !string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
}
