using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Pipeline;

public sealed class DeadlineFilterTests
{
    private static readonly CallNext Forever = async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("not reached");
    };

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("redis_key_get", true)]
    [InlineData("redis_string_increment", false)]
    public async Task Call_that_takes_too_long_times_out(string tool, bool retryable)
    {
        var call = Run(SampleCall.Of(tool), Forever, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(RedisToolAttribute.DefaultDeadlineSeconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var fault = await Assert.ThrowsAsync<Fault>(() => call);
        Assert.Equal((ErrorCode.Timeout, retryable), (fault.Code, fault.Retryable));
        Assert.Contains("10 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_by_the_client_is_not_a_timeout()
    {
        using var cancel = new CancellationTokenSource();
        var call = Run(SampleCall.Of(), Forever, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Call_in_time_passes_untouched()
    {
        var outcome = await Run(SampleCall.Of(), SampleCall.Answer("{}"), CancellationToken.None);
        Assert.False(outcome.IsError);
        _time.Advance(TimeSpan.FromDays(1));   // the timer went with the call
    }

    [Fact]
    public void Deadline_leaves_room_for_one_repeated_read() =>
        Assert.True(TimeSpan.FromSeconds(RedisToolAttribute.DefaultDeadlineSeconds) >= 2 * new McpRedis.Redis.Connections.ConnectionOptions { Name = "a", Source = "a", Kind = default }.Timeout);

    private Task<CallOutcome> Run(CallRecord call, CallNext next, CancellationToken cancellationToken) => new DeadlineFilter(_time).RunAsync(call, next, cancellationToken).AsTask();
}
