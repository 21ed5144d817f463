using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tests.Pipeline;

/// <summary>S17: what a client reads of a failure is ours, word for word.</summary>
public sealed class ErrorFilterTests : IDisposable
{
    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    public static TheoryData<string> Codes => [.. Enum.GetNames<ErrorCode>()];

    [Theory, MemberData(nameof(Codes))]
    public async Task Fault_becomes_an_error_of_its_code(string name)
    {
        var code = Enum.Parse<ErrorCode>(name);
        var outcome = await RunAsync(new Fault(code, "What <happened>.", "What to do.", retryable: true));
        Assert.Equal(code, outcome.Code);
        Assert.Null(outcome.Note);
        Assert.Equal($$"""{"code":"{{code.Wire()}}","message":"What \u003Chappened\u003E.","hint":"What to do.","retryable":true}""", Text(outcome));
    }

    [Fact]
    public async Task Cause_of_a_fault_is_for_the_log_alone()
    {
        var outcome = await RunAsync(new Fault(ErrorCode.Timeout, "Late.", inner: new InvalidOperationException("10.1.2.3:6379 secret")));
        Assert.DoesNotContain("secret", Text(outcome), StringComparison.Ordinal);
        Assert.Equal(LogLevel.Debug, Assert.Single(_log.All).Level);
    }

    [Fact]
    public async Task Unexpected_exceptions_say_nothing_of_themselves()
    {
        Exception[] exceptions =
        [
            new InvalidOperationException("secret at 10.1.2.3:6379"), new InvalidCastException("secret"), new IOException("secret"), new AggregateException("secret", new FormatException("secret")),
            new ArgumentException("secret", "secret"), new KeyNotFoundException("secret"), new TimeoutException("secret"), new System.Text.Json.JsonException("secret"), new NotSupportedException("secret"),
            new OperationCanceledException("secret"),
        ];
        foreach (var exception in exceptions)
        {
            Assert.Equal(
                """{"code":"internal","message":"The server failed to carry out the call.","hint":"This is a defect of mcp-redis; its log has the details.","retryable":false}""",
                Text(await RunAsync(exception)));
        }
        Assert.All(_log.All, line => Assert.Equal(LogLevel.Error, line.Level));
        Assert.Equal(exceptions, _log.All.Select(line => line.Exception));
    }

    [Fact]
    public async Task Cancelled_call_stays_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Filter().RunAsync(SampleCall.Of(), SampleCall.Throw(new OperationCanceledException()), cancelled.Token));
    }

    [Fact]
    public async Task Success_passes_untouched()
    {
        var outcome = await Filter().RunAsync(SampleCall.Of(), SampleCall.Answer("{}"), default);
        Assert.Equal(("{}", (ErrorCode?)null, false), (Text(outcome), outcome.Code, outcome.IsError));
        Assert.Empty(_log.All);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Defect_in_a_call_reaches_no_client(string? era)
    {
        // A connection that cannot be: the gateway finds nothing where its address should be.
        var broken = new McpRedis.Redis.Connections.ConnectionOptions { Name = "default", Source = "test", Kind = McpRedis.Redis.Connections.ConnectionKind.Server, Endpoints = null! };
        await using var mcp = await ToolHarness.StartAsync([broken], era: era);
        var error = await mcp.FailAsync("redis_key_get", new { key = "a" });
        Assert.Equal("internal", error.Code);
        Assert.DoesNotContain("reference", error.Message + error.Hint, StringComparison.OrdinalIgnoreCase);
    }

    private ErrorFilter Filter() => new(_log.CreateLogger<ErrorFilter>());

    private async Task<CallOutcome> RunAsync(Exception exception) => await Filter().RunAsync(SampleCall.Of(), SampleCall.Throw(exception), CancellationToken.None);

    private static string Text(CallOutcome outcome) => Encoding.UTF8.GetString(outcome.Json.Span);
}
