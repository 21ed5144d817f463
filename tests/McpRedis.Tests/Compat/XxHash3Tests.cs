using System.IO.Hashing;
using System.Reflection;
using System.Runtime.Loader;

namespace McpRedis.Tests.Compat;

public sealed class XxHash3Tests
{
    private const ulong Prime32 = 2654435761;
    private const ulong Prime64 = 11400714785074694797;

    private delegate ulong Hash(ReadOnlySpan<byte> source, long seed);

    // The sanity vectors of the xxHash project; every branch by length is among them.
    [Theory]
    [InlineData(0, 0, 0x2D06800538D394C2)]
    [InlineData(0, Prime64, 0xA8A6B918B2F0364A)]
    [InlineData(1, 0, 0xC44BDFF4074EECDB)]
    [InlineData(1, Prime64, 0x032BE332DD766EF8)]
    [InlineData(6, 0, 0x27B56A84CD2D7325)]
    [InlineData(6, Prime64, 0x84589C116AB59AB9)]
    [InlineData(12, 0, 0xA713DAF0DFBB77E7)]
    [InlineData(12, Prime64, 0xE7303E1B2336DE0E)]
    [InlineData(24, 0, 0xA3FE70BF9D3510EB)]
    [InlineData(24, Prime64, 0x850E80FC35BDD690)]
    [InlineData(48, 0, 0x397DA259ECBA1F11)]
    [InlineData(48, Prime64, 0xADC2CBAA44ACC616)]
    [InlineData(80, 0, 0xBCDEFBBB2C47C90A)]
    [InlineData(80, Prime64, 0xC6DD0CB699532E73)]
    [InlineData(195, 0, 0xCD94217EE362EC3A)]
    [InlineData(195, Prime64, 0xBA68003D370CB3D9)]
    [InlineData(403, 0, 0xCDEB804D65C6DEA4)]
    [InlineData(403, Prime64, 0x6259F6ECFD6443FD)]
    [InlineData(512, 0, 0x617E49599013CB6B)]
    [InlineData(512, Prime64, 0x3CE457DE14C27708)]
    [InlineData(2048, 0, 0xDD59E2C3A5F038E0)]
    [InlineData(2048, Prime64, 0x66F81670669ABABC)]
    [InlineData(2240, 0, 0x6E73A90539CF2948)]
    [InlineData(2240, Prime64, 0x757BA8487D1B5247)]
    [InlineData(2367, 0, 0xCB37AEB9E5D361ED)]
    [InlineData(2367, Prime64, 0xD2DB3415B942B42A)]
    public void Published_vectors(int length, ulong seed, ulong expected) =>
        Assert.Equal(expected, XxHash3.HashToUInt64(SanityBuffer(length), (long)seed));

    [Fact]
    public void Agrees_with_the_copy_that_the_SDK_carries()
    {
        var path = SdkCopy();
        Assert.SkipWhen(path is null, "No System.IO.Hashing.dll found beside an installed SDK.");

        var context = new AssemblyLoadContext("sdk-hashing", isCollectible: true);
        try
        {
            var theirs = context.LoadFromAssemblyPath(path!).GetType("System.IO.Hashing.XxHash3")!
                .GetMethod("HashToUInt64", [typeof(ReadOnlySpan<byte>), typeof(long)])!.CreateDelegate<Hash>();
            Assert.NotEqual(typeof(XxHash3).Assembly, theirs.Method.Module.Assembly);

            var bytes = new byte[1 << 20];
            new Random(20260101).NextBytes(bytes);
            foreach (var seed in (long[])[0, 1, -1, 0x1234_5678_9ABC_DEF0])
            {
                for (var length = 0; length <= 2600; length++)
                {
                    Same(bytes.AsSpan(length & 7, length), seed);
                }

                Same(bytes.AsSpan(0, 65536), seed);
                Same(bytes, seed);
            }

            void Same(ReadOnlySpan<byte> source, long seed) => Assert.True(
                theirs(source, seed) == XxHash3.HashToUInt64(source, seed), $"length {source.Length}, seed {seed}");
        }
        finally
        {
            context.Unload();
        }
    }

    private static byte[] SanityBuffer(int length)
    {
        var buffer = new byte[length];
        var generator = Prime32;
        foreach (ref var b in buffer.AsSpan())
        {
            b = (byte)(generator >> 56);
            generator *= Prime64;
        }

        return buffer;
    }

    // <root>/shared/Microsoft.NETCore.App/<version>/ is where this runs from; the SDKs lie in <root>/sdk.
    private static string? SdkCopy()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var sdks = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "sdk"));
        return Directory.Exists(sdks)
            ? Directory.EnumerateDirectories(sdks)
                .Select(d => Path.Combine(d, "System.IO.Hashing.dll"))
                .Where(File.Exists)
                .FirstOrDefault(f => AssemblyName.GetAssemblyName(f).Version?.Major >= 8)
            : null;
    }
}
