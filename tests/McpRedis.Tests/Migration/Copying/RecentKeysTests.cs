using System.Text;
using McpRedis.Migration.Copying;

namespace McpRedis.Tests.Migration.Copying;

public sealed class RecentKeysTests
{
    private const int Kept = RecentKeys.Size;

    [Fact]
    public void The_last_keys_are_known_and_no_others()
    {
        var recent = new RecentKeys();
        for (int i = 0; i < Kept + 100; i++)
        {
            recent.Add(Key(i));
        }
        Assert.True(recent.Contains(Key(Kept + 99)));
        Assert.True(recent.Contains(Key(100)));
        Assert.False(recent.Contains(Key(99)));
        Assert.False(recent.Contains(Key(Kept + 100)));
        Assert.False(recent.Contains(Key(100), database: 1));
    }

    [Fact]
    public void A_name_is_new_once_for_a_long_time()
    {
        var names = new RecentNames();
        for (int i = 0; i < 4 * Kept; i++)
        {
            Assert.True(names.IsNew(Key(i)));
            Assert.False(names.IsNew(Key(i)));
            Assert.False(names.IsNew(Key(Math.Max(0, i - Kept + 1))));
        }
        Assert.True(names.IsNew(Key(0)));
    }

    // Of as many names some agree in 32 bits.
    [Fact]
    public void All_of_a_hash_tells_names_apart()
    {
        const int Names = 300_000;
        var random = new Random(16);
        byte[] name = new byte[16];
        var hashes = new HashSet<ulong>();
        for (int i = 0; i < Names; i++)
        {
            random.NextBytes(name);
            hashes.Add(RecentKeys.Hash(name));
        }
        Assert.Equal(Names, hashes.Count);
    }

    private static byte[] Key(int i) => Encoding.ASCII.GetBytes($"key:{i}");
}
