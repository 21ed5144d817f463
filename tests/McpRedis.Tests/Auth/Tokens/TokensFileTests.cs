using McpRedis.Auth.Tokens;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tests.Auth.Tokens;

/// <summary>The file of tokens as it changes, through the front door.</summary>
public sealed class TokensFileTests : IDisposable
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    private readonly SecretFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A11_a_removed_entry_stops_working_within_five_seconds_and_a_new_one_works()
    {
        string path = _folder.Write("tokens", Entries("alice", "bob"));
        using var room = Open(path);
        Assert.Equal("alice", (await room.AcceptAsync(Token("alice"))).Principal.Name);
        Assert.Equal("bob", (await room.AcceptAsync(Token("bob"))).Principal.Name);

        _folder.Write("tokens", Entries("bob", "carol"));
        room.Time.Advance(Promise);

        Assert.Equal("invalid_token", (await room.RefuseAsync("Bearer " + Token("alice"))).Error);
        await room.AcceptAsync(Token("bob"));
        await room.AcceptAsync(Token("carol"));
        Assert.Equal("tokens file read again: 2 tokens", Assert.Single(room.Log.Of<TokensFile>()).Text);
    }

    // As Kubernetes mounts a secret: the name stays a link to a link, and the folder behind is swapped.
    [Fact]
    public async Task A_swapped_link_is_a_change_even_when_size_and_time_are_the_same()
    {
        var time = DateTime.UnixEpoch;
        foreach (string name in (string[])["alice", "bobby"])
        {
            Directory.CreateDirectory(_folder.Path("of-" + name));
            File.WriteAllText(_folder.Path($"of-{name}/tokens"), Entries(name));
            File.SetLastWriteTimeUtc(_folder.Path($"of-{name}/tokens"), time);
        }
        Directory.CreateSymbolicLink(_folder.Path("data"), _folder.Path("of-alice"));
        File.CreateSymbolicLink(_folder.Path("tokens"), _folder.Path("data/tokens"));
        using var room = Open(_folder.Path("tokens"));
        await room.AcceptAsync(Token("alice"));

        Directory.Delete(_folder.Path("data"));
        Directory.CreateSymbolicLink(_folder.Path("data"), _folder.Path("of-bobby"));
        room.Time.Advance(Promise);

        await room.RefuseAsync("Bearer " + Token("alice"));
        await room.AcceptAsync(Token("bobby"));
    }

    [Theory]
    [InlineData("[{ \"name\": \"alice\"")]
    [InlineData("[{ \"name\": \"mallory\", \"sha256\": \"S3cret\" }]")]
    [InlineData(null)]
    public async Task A_file_that_became_wrong_changes_nothing_and_is_told_once(string? text)
    {
        string path = _folder.Write("tokens", Entries("alice"));
        using var room = Open(path);
        if (text is null)
        {
            File.Delete(path);
        }
        else
        {
            _folder.Write("tokens", text);
        }
        for (int i = 0; i < 10; i++)
        {
            room.Time.Advance(Promise);
        }
        await room.AcceptAsync(Token("alice"));
        var line = Assert.Single(room.Log.Of<TokensFile>());
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.DoesNotContain("S3cret", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Text);

        _folder.Write("tokens", Entries("bob"));
        room.Time.Advance(Promise);
        await room.AcceptAsync(Token("bob"));
        await room.RefuseAsync("Bearer " + Token("alice"));
    }

    [Fact]
    public async Task An_empty_list_lets_nobody_in()
    {
        string path = _folder.Write("tokens", Entries("alice"));
        using var room = Open(path);
        _folder.Write("tokens", "[]");
        room.Time.Advance(Promise);
        await room.RefuseAsync("Bearer " + Token("alice"));
    }

    [Fact]
    public async Task A_token_expires_at_its_time_exactly()
    {
        string path = _folder.Path("tokens");
        var expires = DateTimeOffset.UnixEpoch.AddDays(20_000).AddHours(1);
        File.WriteAllText(path, $$"""[{ "name": "alice", "sha256": "{{Digest("alice")}}", "expires": "{{expires:yyyy-MM-ddTHH:mm:ssZ}}" }]""");
        using var room = Open(path);
        room.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(expires, (await room.AcceptAsync(Token("alice"))).ExpiresAt);
        room.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("The token has expired.", (await room.RefuseAsync("Bearer " + Token("alice"))).Description);
    }

    [Fact]
    public async Task Beside_the_single_token()
    {
        string path = _folder.Write("tokens", Entries("alice"));
        using var room = AuthRoom.Open(new() { AuthToken = AuthRoom.Token, TokensFile = path });
        Assert.Equal("token", (await room.AcceptAsync(AuthRoom.Token)).Principal.Name);
        Assert.Equal("alice", (await room.AcceptAsync(Token("alice"))).Principal.Name);
    }

    [Fact]
    public async Task Not_looked_at_any_more_once_disposed()
    {
        string path = _folder.Write("tokens", Entries("alice"));
        using var room = Open(path);
        room.Authenticator.Dispose();
        _folder.Write("tokens", "[]");
        room.Time.Advance(Promise);
        await room.AcceptAsync(Token("alice"));
    }

    [Fact]
    public void Mistakes_at_start_are_all_told()
    {
        Assert.Equal(2, AuthRoom.Mistakes(new() { TokensFile = _folder.Write("tokens", "[{}]") }).Count);
        Assert.Equal(["tokens-file: there is no such file."], AuthRoom.Mistakes(new() { TokensFile = _folder.Path("none") }));
        Assert.Equal(["tokens-file: the file cannot be read; check its path and mode."], AuthRoom.Mistakes(new() { TokensFile = _folder.Path(".") }));
        Assert.Equal(["tokens-file: the file is larger than 1048576 bytes."], AuthRoom.Mistakes(new() { TokensFile = _folder.Write("large", new string(' ', 1_048_577)) }));
    }

    private static AuthRoom Open(string path) => AuthRoom.Open(new() { TokensFile = path });

    private static string Token(string name) => "token-of-" + name;

    private static string Digest(string name) => Convert.ToHexString(StaticTokens.Digest(Token(name)));

    private static string Entries(params string[] names) =>
        $"[{string.Join(',', names.Select(name => $$"""{ "name": "{{name}}", "sha256": "{{Digest(name)}}" }"""))}]";
}
