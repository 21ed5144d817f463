using FsCheck;
using FsCheck.Fluent;
using McpRedis.Resources;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Resources;

/// <summary>The address of a key holds any bytes and nothing but a key.</summary>
public sealed class KeyUriTests
{
    [Fact]
    public void Any_key_comes_back_from_its_address() => Prop.ForAll<byte[], byte>((key, first) =>
    {
        var uri = new KeyUri("default", 3, [first, .. key]);
        return KeyUri.TryParse(uri.ToString()) is { } back && back.Key.AsSpan().SequenceEqual(uri.Key) && back is { Database: 3, Connection: "default" };
    }).Check(1_000);

    [Theory]
    [InlineData("redis://default/0/keys/a%00b%FF%2F%25", new byte[] { 0x61, 0, 0x62, 0xFF, 0x2F, 0x25 })]
    [InlineData("redis://default/0/keys/a/b", new byte[] { 0x61, 0x2F, 0x62 })]
    [InlineData("redis://default/0/keys/%c3%a9é", new byte[] { 0xC3, 0xA9, 0xC3, 0xA9 })]
    [InlineData("redis://default/0/keys/a+b", new byte[] { 0x61, 0x2B, 0x62 })]
    public void Address_is_read_byte_by_byte(string uri, byte[] key) => Assert.Equal(key, KeyUri.TryParse(uri)?.Key);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("redis://default/0/keys/")]
    [InlineData("redis://default/0/keys")]
    [InlineData("redis://default/0/key/a")]
    [InlineData("redis://default/x/keys/a")]
    [InlineData("redis://default/-1/keys/a")]
    [InlineData("redis://default/00/keys/a")]
    [InlineData("redis://default/99999999999/keys/a")]
    [InlineData("redis:///0/keys/a")]
    [InlineData("rediss://default/0/keys/a")]
    [InlineData("redis://default/0/keys/a%")]
    [InlineData("redis://default/0/keys/a%2")]
    [InlineData("redis://default/0/keys/a%zz")]
    [InlineData("redis://default/0/keys/a?b")]
    [InlineData("redis://default/0/keys/a#b")]
    [InlineData("file:///etc/passwd")]
    public void Anything_else_is_no_address(string? uri) => Assert.Null(KeyUri.TryParse(uri));
}
