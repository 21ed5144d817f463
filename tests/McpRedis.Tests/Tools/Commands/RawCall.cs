using System.Text;
using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>redis_command_run or redis_transaction_run straight through the pipeline, for tests of many thousand calls; arguments as bytes.</summary>
internal sealed class RawCall(Composition composition) : IAsyncDisposable
{
    public static RawCall To(RedisServerProcess server, ServerOptions options) =>
        new(new Composition(options, [server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System));

    /// <summary>The error's code; null when the call succeeded.</summary>
    public Task<string?> RunAsync(params IReadOnlyList<byte[]> arguments) => RunAsync("redis_command_run", [arguments]);

    /// <summary>Several, through the one or the other tool that runs what it is told.</summary>
    public async Task<string?> RunAsync(string tool, IReadOnlyList<IReadOnlyList<byte[]>> commands)
    {
        var json = JsonSerializer.SerializeToElement(new { commands = commands.Select(c => new { args = c.Select((a, i) => i == 0 ? Encoding.UTF8.GetString(a) : Convert.ToBase64String(a)) }), encoding = "base64" });
        var outcome = await composition.Pipeline.RunAsync(
            new CallRequest(composition.Catalogue.Find(tool)!, json.EnumerateObject().ToDictionary(m => m.Name, m => m.Value)), TestTimeout.Token());
        return outcome.IsError ? JsonDocument.Parse(outcome.Json).RootElement.GetProperty("code").GetString() : null;
    }

    public Task<string?> RunAsync(string line) => RunAsync([.. line.Split(' ').Select(Encoding.UTF8.GetBytes)]);

    public ValueTask DisposeAsync() => composition.DisposeAsync();
}
