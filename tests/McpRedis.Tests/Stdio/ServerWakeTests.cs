using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Stdio;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Stdio;

/// <summary>When the SDK's server is told to start: not while the front desk answers what a client asks first.</summary>
public sealed class ServerWakeTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly Pipe _toServer = new(), _toClient = new();
    private StreamReader _answers = null!;
    private Composition _composition = null!;
    private StdioTransport _transport = null!;

    public async ValueTask InitializeAsync()
    {
        _composition = new Composition(new ServerOptions(), [redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        _transport = new StdioTransport(
            _toServer.Reader.AsStream(), _toClient.Writer.AsStream(), _composition.Catalogue, _composition.Pipeline, NullLoggerFactory.Instance, _time);
        _answers = new StreamReader(_toClient.Reader.AsStream());
        await AskAsync("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}""");
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await AskAsync("tools/list", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _transport.DisposeAsync();
        await _composition.DisposeAsync();
    }

    [Fact]
    public async Task Reading_call_behind_the_list_does_not_wake_it()
    {
        await AskAsync("tools/call", """{"name":"redis_connection_list"}""");
        _time.Advance(Delay / 2);
        await AskAsync("tools/list", "{}");
        Assert.False(_transport.ServerNeeded.IsCompleted);
    }

    [Fact]
    public async Task A_second_behind_the_list_it_hears_all_that_was_kept_from_it()
    {
        await AskAsync("tools/call", """{"name":"redis_connection_list"}""");   // the list is not only written, but done with
        _time.Advance(Delay);
        await WokenAsync();
    }

    [Fact]
    public async Task What_is_not_for_the_desk_wakes_it_at_once()
    {
        await SendAsync(RequestTable.Request("ping", null));
        await WokenAsync();
    }

    [Fact]
    public async Task Client_that_left_meanwhile_wakes_nobody()
    {
        await AskAsync("tools/call", """{"name":"redis_connection_list"}""");
        await _transport.DisposeAsync();
        _time.Advance(Delay);
    }

    private async Task WokenAsync()
    {
        await _transport.ServerNeeded.WaitAsync(TestTimeout.Token());
        Assert.Equal("initialize", Assert.IsType<JsonRpcRequest>(await NextAsync()).Method);
        Assert.Equal("notifications/initialized", Assert.IsType<JsonRpcNotification>(await NextAsync()).Method);
    }

    private async Task<JsonRpcMessage> NextAsync() => await _transport.MessageReader.ReadAsync(TestTimeout.Token());

    private async Task AskAsync(string method, string parameters)
    {
        await SendAsync(RequestTable.Request(method, parameters));
        using var answer = JsonDocument.Parse((await _answers.ReadLineAsync(TestTimeout.Token()))!);
        Assert.True(answer.RootElement.TryGetProperty("result", out _), answer.RootElement.ToString());
    }

    private async Task SendAsync(string line) => await _toServer.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), TestTimeout.Token());
}
