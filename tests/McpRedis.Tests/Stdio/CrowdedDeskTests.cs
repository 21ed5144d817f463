using System.Globalization;
using System.Text;
using McpRedis.Hosting;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Stdio;

/// <summary>More calls at once than are worked on: the reader goes on hearing what comes.</summary>
public sealed class CrowdedDeskTests : IAsyncLifetime
{
    private const int Running = 128, Waiting = 1024;

    // Less than any of the calls would take, more than a busy machine needs.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private RedisServerProcess _server = null!;
    private Composition _composition = null!;
    private LineServer _line = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServerProcess.StartAsync();
        _composition = new Composition(ToolHarness.Everything, [_server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        _line = LineServer.Ours(_composition);
        await _line.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _composition.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Calls_that_wait_do_not_make_it_deaf()
    {
        await SendAsync(Running + 1);
        await _line.SilentAsync().WaitAsync(Soon, TestTimeout.Token());
        await CancelAsync(Running + 1);
        // Every place is free again, at once.
        var answer = await _line.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_key_scan","arguments":{}}""", "9999")).WaitAsync(Soon, TestTimeout.Token());
        Assert.Equal(9999, answer.GetProperty("id").GetInt32());
        await _line.SilentAsync();
    }

    [Fact]
    public async Task Beyond_what_may_wait_a_call_is_refused_at_once()
    {
        await SendAsync(Running + Waiting);
        for (int id = 5001; id <= 5003; id++)
        {
            var refused = await _line.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_key_scan","arguments":{}}""", id.ToString(CultureInfo.InvariantCulture))).WaitAsync(Soon, TestTimeout.Token());
            Assert.Equal(id, refused.GetProperty("id").GetInt32());
            Assert.StartsWith("""{"code":"rate_limited",""", refused.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        }
        await CancelAsync(Running + Waiting);
        var answer = await _line.AskAsync(RequestTable.Request("tools/call", """{"name":"redis_key_scan","arguments":{}}""", "9999")).WaitAsync(Soon, TestTimeout.Token());
        Assert.False(answer.GetProperty("result").TryGetProperty("isError", out _));
        await _line.SilentAsync();
    }

    private Task SendAsync(int calls) => AllAsync(calls, id => RequestTable.Request("tools/call", """{"name":"redis_pubsub_read","arguments":{"channels":["c"],"timeoutMs":40000}}""", id));

    private Task CancelAsync(int calls) => AllAsync(calls, id => $$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}}}}""");

    private Task AllAsync(int count, Func<string, string> line)
    {
        var lines = new StringBuilder();
        for (int id = 1; id <= count; id++)
        {
            lines.Append(line(id.ToString(CultureInfo.InvariantCulture))).Append('\n');
        }
        return _line.SendAsync(Encoding.UTF8.GetBytes(lines.ToString()));
    }
}
