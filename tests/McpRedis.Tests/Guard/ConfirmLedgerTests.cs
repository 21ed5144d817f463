using McpRedis.Guard;

namespace McpRedis.Tests.Guard;

public sealed class ConfirmLedgerTests
{
    [Fact]
    public void Of_many_racers_one_gets_it()
    {
        var ledger = new ConfirmLedger();
        Guid[] nonces = [.. Enumerable.Range(0, 50).Select(_ => Guid.NewGuid())];
        int[] won = new int[nonces.Length];
        Parallel.For(0, 100 * nonces.Length, i =>
        {
            if (ledger.TryClaim(nonces[i % nonces.Length], 1000))
            {
                Interlocked.Increment(ref won[i % nonces.Length]);
            }
        });
        Assert.All(won, count => Assert.Equal(1, count));
        Assert.All(nonces, nonce => Assert.True(ledger.IsUsed(nonce)));
    }

    [Fact]
    public void What_expired_is_forgotten_and_a_clock_set_back_does_not_bring_its_time_back()
    {
        var ledger = new ConfirmLedger();
        var old = Guid.NewGuid();
        Assert.True(ledger.TryClaim(old, 1000));
        Assert.Equal(1000, ledger.Advance(1000));
        Assert.True(ledger.TryClaim(Guid.NewGuid(), 2000));
        Assert.True(ledger.IsUsed(old));
        Assert.Equal(1001, ledger.Advance(1001));
        Assert.True(ledger.TryClaim(Guid.NewGuid(), 2000));
        Assert.False(ledger.IsUsed(old));
        Assert.Equal(1001, ledger.Advance(500));   // so that its token is refused by its date
    }

    [Fact]
    public void Full_of_what_has_not_expired_it_refuses()
    {
        var ledger = new ConfirmLedger();
        ledger.Advance(0);
        for (int i = 0; i < ConfirmLedger.Capacity; i++)
        {
            Assert.True(ledger.TryClaim(Guid.NewGuid(), 1000 + i));
        }
        Assert.False(ledger.TryClaim(Guid.NewGuid(), 5000));
        ledger.Advance(1001);
        Assert.True(ledger.TryClaim(Guid.NewGuid(), 5000));
    }
}
