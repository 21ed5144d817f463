using McpRedis.Guard;
using McpRedis.Http;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Http;

public sealed class RequestLimitsTests
{
    private static readonly Admission Alice = new(new Caller(new Principal("alice", new Grant()))), Bob = new(new Caller(new Principal("bob", new Grant())));

    [Fact]
    public async Task One_caller_of_several_cannot_take_every_turn()
    {
        using var limits = new RequestLimits(new HttpOptions { MaxConcurrentRequests = 8, TokensFile = "tokens.json" });
        var turns = new List<IDisposable>();
        for (int i = 0; i < 6; i++)
        {
            turns.Add((await limits.EnterAsync(Alice, TestContext.Current.CancellationToken))!);
        }
        var waiting = Enumerable.Range(0, 8).Select(_ => limits.EnterAsync(Alice, TestContext.Current.CancellationToken).AsTask()).ToArray();
        Assert.All(waiting, turn => Assert.False(turn.IsCompleted));
        Assert.Null(await limits.EnterAsync(Alice, TestContext.Current.CancellationToken));
        using (var bobs = await limits.EnterAsync(Bob, TestContext.Current.CancellationToken))
        {
            Assert.NotNull(bobs);
        }
        turns[0].Dispose();
        Assert.NotNull(await waiting[0]);
    }

    [Fact]
    public async Task Where_all_are_one_caller_every_turn_is_theirs()
    {
        using var limits = new RequestLimits(new HttpOptions { MaxConcurrentRequests = 4 });
        for (int i = 0; i < 4; i++)
        {
            Assert.NotNull(await limits.EnterAsync(Alice, TestContext.Current.CancellationToken));
        }
        Assert.False(limits.EnterAsync(Bob, TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0.001)]
    [InlineData(100_000)]
    public void Rates_of_every_size_let_a_first_request_through_and_end_at_twice_their_number(double rate)
    {
        using var limits = new RequestLimits(new HttpOptions());
        var caller = Alice with { RatePerSecond = rate };
        Assert.Null(limits.Count(caller));
        int passed = 1;
        while (passed < 300_000 && limits.Count(caller) is null)
        {
            passed++;
        }
        Assert.InRange(passed, Math.Max(1, (int)(2 * rate)), 300_000);
    }
}
