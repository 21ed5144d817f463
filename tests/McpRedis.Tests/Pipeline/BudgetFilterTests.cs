using System.Text;
using McpRedis.Faults;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Pipeline;

/// <summary>The net under the tools, which stop by themselves while they read.</summary>
public sealed class BudgetFilterTests
{
    private const int Cap = 4096;

    [Theory]
    [InlineData(Cap - 1, false)]
    [InlineData(Cap, false)]
    [InlineData(Cap + 1, true)]
    public async Task Reply_is_refused_beyond_the_cap_and_not_at_it(int size, bool refused)
    {
        foreach (string filling in new[] { "a", "\\u202E", "😀" })
        {
            var next = SampleCall.Answer(OfSize(size, filling));
            if (!refused)
            {
                Assert.Equal(size, (await RunAsync(SampleCall.Of(), next)).Json.Length);
                continue;
            }
            var fault = await Assert.ThrowsAsync<Fault>(() => RunAsync(SampleCall.Of(), next));
            Assert.Equal(ErrorCode.BudgetExceeded, fault.Code);
            Assert.Equal($"The reply would be {size} bytes; the budget is {Cap}.", fault.Message);
        }
    }

    [Fact]
    public async Task Answer_of_a_change_is_never_turned_into_an_error() =>
        Assert.Equal(Cap + 1, (await RunAsync(SampleCall.Of("redis_string_set"), SampleCall.Answer(OfSize(Cap + 1, "a")))).Json.Length);

    [Fact]
    public async Task Call_has_its_own_budget()
    {
        CallRecord first = SampleCall.Of(), second = SampleCall.Of();
        await RunAsync(first, SampleCall.Answer("{}"));
        await RunAsync(second, SampleCall.Answer("{}"));
        Assert.NotSame(first.Budget, second.Budget);
        Assert.Equal(Cap, first.Budget!.MaxBytes);
    }

    private static Task<CallOutcome> RunAsync(CallRecord call, CallNext next) => new BudgetFilter(new OutputOptions(Cap)).RunAsync(call, next, CancellationToken.None).AsTask();

    private static string OfSize(int bytes, string filling)
    {
        const string Around = """{"text":""}""";
        int each = Encoding.UTF8.GetByteCount(filling), room = bytes - Around.Length;
        return Around.Insert(9, string.Concat(Enumerable.Repeat(filling, room / each)) + new string('a', room % each));
    }
}
