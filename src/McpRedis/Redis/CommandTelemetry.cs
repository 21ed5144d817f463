using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis;

/// <summary>
/// A span and a duration for every trip to a server, by OpenTelemetry's conventions for Redis
/// (https://opentelemetry.io/docs/specs/semconv/database/redis/). Names of commands only: no key, no value, no text of a query.
/// </summary>
internal static class CommandTelemetry
{
    /// <summary>Of the spans' source and of the meter.</summary>
    public const string Name = "mcp-redis";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "db.client.operation.duration", "s", "Duration of commands to Redis.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });

    /// <param name="connection">Where to.</param>
    /// <param name="database">Logical database.</param>
    /// <param name="operation">Name of the command, or <c>PIPELINE</c> or <c>MULTI</c> for several.</param>
    /// <param name="commands">How many.</param>
    /// <param name="run">Runs them.</param>
    public static async Task<T> ObserveAsync<T>(ConnectionOptions connection, int database, string operation, int commands, Func<Task<T>> run)
    {
        using var span = Source.StartActivity(operation, ActivityKind.Client);
        long started = Stopwatch.GetTimestamp();
        string? failed = null;
        try
        {
            return await run();
        }
        catch (Exception e)
        {
            failed = e is Fault fault ? fault.Code.Wire() : e is OperationCanceledException ? "cancelled" : "internal";
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            var tags = new TagList { { "db.system.name", "redis" }, { "db.operation.name", operation }, { "db.namespace", database.ToString(CultureInfo.InvariantCulture) }, { "mcp_redis.connection", connection.Name } };
            if (connection.Kind == ConnectionKind.Server)
            {
                tags.Add("server.address", connection.Endpoints[0].Host);
                tags.Add("server.port", connection.Endpoints[0].Port);
            }
            if (failed is not null)
            {
                tags.Add("error.type", failed);
            }
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
            foreach (var (name, value) in tags)
            {
                span?.SetTag(name, value);
            }
            if (commands > 1)
            {
                span?.SetTag("db.operation.batch.size", commands);
            }
        }
    }
}
