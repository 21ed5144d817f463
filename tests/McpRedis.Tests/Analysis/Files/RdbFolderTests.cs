using McpRedis.Analysis.Files;
using McpRedis.Faults;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Analysis.Files;

public sealed class RdbFolderTests : IDisposable
{
    private readonly TempFolder _outside = new();
    private readonly TempFolder _folder = new();

    public RdbFolderTests()
    {
        File.WriteAllText(_folder.File("dump.rdb"), "inside");
        File.WriteAllText(_outside.File("secret"), "outside");
        Directory.CreateDirectory(_folder.File("deep"));
        File.WriteAllText(Path.Combine(_folder.File("deep"), "dump.rdb"), "deeper");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void A_file_goes_by_its_plain_name()
    {
        using var file = new RdbFolder(_folder.Path).Open("dump.rdb");
        using var text = new StreamReader(file);
        Assert.Equal("inside", text.ReadToEnd());
    }

    [Theory]
    [InlineData("none.rdb")]
    [InlineData("deep/dump.rdb")]
    [InlineData("deep\\dump.rdb")]
    [InlineData("deep")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("/etc/passwd")]
    [InlineData("C:dump.rdb")]
    [InlineData("dump.rdb\0")]
    [InlineData("dump.rdb\n")]
    [InlineData("")]
    public void Nothing_else_is_opened(string name) => Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => new RdbFolder(_folder.Path).Open(name)).Code);

    [Fact]
    public void A_path_or_a_link_out_of_it_is_not_followed()
    {
        string away = Path.Combine("..", Path.GetFileName(_outside.Path), "secret");
        Assert.True(File.Exists(Path.Combine(_folder.Path, away)));
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => new RdbFolder(_folder.Path).Open(away)).Code);
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => new RdbFolder(_folder.Path).Open(_outside.File("secret"))).Code);
        File.CreateSymbolicLink(_folder.File("link.rdb"), _outside.File("secret"));
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => new RdbFolder(_folder.Path).Open("link.rdb")).Code);
    }

    [Fact]
    public void Without_a_folder_there_are_no_files() => Assert.Equal(ErrorCode.NotConfigured, Assert.Throws<Fault>(() => new RdbFolder(null).Open("dump.rdb")).Code);
}
