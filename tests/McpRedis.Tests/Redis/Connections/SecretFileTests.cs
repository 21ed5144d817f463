using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class SecretFileTests : IDisposable
{
    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("\uFEFFsecret", "secret")]
    [InlineData(" sec ret ", " sec ret ")]
    [InlineData("sécret🔑", "sécret🔑")]
    public void One_line(string text, string expected) => Assert.Equal(expected, SecretFile.Read(_folder.Write("secret", text)).Value);

    [Theory]
    [InlineData("", "the file is empty.")]
    [InlineData("\n", "the file is empty.")]
    [InlineData("one\ntwo\n", "the file holds more than one line; expected the secret alone.")]
    public void Bad_content(string text, string expected) => Assert.Equal(expected, SecretFile.Read(_folder.Write("secret", text)).Mistake);

    [Fact]
    public void Not_text()
    {
        string path = _folder.Path("bytes");
        File.WriteAllBytes(path, [0xff, 0xfe, 0x00]);
        Assert.Equal("the file is not UTF-8 text.", SecretFile.Read(path).Mistake);
    }

    [Fact]
    public void Too_large() => Assert.StartsWith("the file is larger than 65536 bytes", SecretFile.Read(_folder.Write("secret", new string('x', 65537))).Mistake, StringComparison.Ordinal);

    [Fact]
    public void No_file_a_directory_a_url()
    {
        Assert.Equal("there is no such file.", SecretFile.Read(_folder.Path("none")).Mistake);
        Assert.Equal("there is no such file.", SecretFile.Read(_folder.Path("none/none")).Mistake);
        Assert.Equal("expected the path of a file, found a directory.", SecretFile.Read(_folder.Path(".")).Mistake);
        Assert.Equal("expected the path of a file that holds the secret, found a URL.", SecretFile.Read("redis://:pw@h").Mistake);
        Assert.NotNull(SecretFile.Read("\0").Mistake);
        Assert.NotNull(SecretFile.Read(new string('x', 5000)).Mistake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_to_all_is_a_warning(bool openToAll)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no modes there");
        string path = _folder.Write("secret", "secret", openToAll), link = _folder.Path("link");
        File.CreateSymbolicLink(link, path);
        foreach (var file in new[] { SecretFile.Read(path), SecretFile.Read(link) })
        {
            Assert.Equal("secret", file.Value);
            Assert.Equal(openToAll, file.Warning is not null);
            Assert.Equal("read", file.ToString());
        }
    }
}
