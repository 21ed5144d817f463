namespace McpRedis.Benchmarks;

/// <summary>A server under measurement: how it is started and how it is asked for the one key.</summary>
/// <param name="Name">As shown in the tables.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Command">Program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Redis">REDIS_URL in its environment.</param>
/// <param name="Tool">Tool that reads a key.</param>
/// <param name="ToolArguments">JSON of the arguments that read <see cref="Key"/>.</param>
/// <param name="Marker">What every right answer holds.</param>
/// <param name="Speaks">False for the echo that shows what the measuring itself costs.</param>
internal sealed record Subject(
    string Name, string Version, string Command, string[] Arguments, string Redis, string Tool, string ToolArguments, string Marker, bool Speaks = true)
{
    public const string Key = "bench:key";
    public const string Value = "value-of-the-benchmark-key";
}
