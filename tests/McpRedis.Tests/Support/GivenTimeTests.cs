using System.Diagnostics;

namespace McpRedis.Tests.Support;

public sealed class GivenTimeTests
{
    [Fact]
    public async Task It_goes_on_and_is_never_ahead_of_the_clock()
    {
        var clock = Stopwatch.StartNew();
        using var given = new GivenTime();
        var before = TimeSpan.Zero;
        await TestTimeout.UntilAsync("half a second is given", () =>
        {
            var now = given.Elapsed;
            Assert.InRange(now, before, clock.Elapsed);
            before = now;
            return Task.FromResult(now > TimeSpan.FromSeconds(0.5));
        });
    }
}
