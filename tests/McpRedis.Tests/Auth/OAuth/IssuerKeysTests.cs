using McpRedis.Auth;
using McpRedis.Auth.OAuth;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>Where keys come from, how often they are asked for, and what happens while they cannot be had.</summary>
public sealed class IssuerKeysTests : IDisposable
{
    private const string Signature = "The signature of the token is not valid.";

    private readonly OAuthRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task Fetched_once_for_many_tokens()
    {
        Assert.Equal(0, Fetches);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _room.AcceptAsync(_room.Token())));
        Assert.Equal(1, Fetches);
    }

    [Fact]
    public async Task A06_an_unknown_key_is_asked_for_once_in_thirty_seconds()
    {
        await _room.AcceptAsync(_room.Token());
        string token = _room.Token(header: header => header["kid"] = "unknown");
        Assert.Equal(Signature, await _room.WhyAsync(token));
        Assert.Equal(1, Fetches);
        _room.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(Signature, await _room.WhyAsync(token));
        Assert.Equal(1, Fetches);
        for (int wave = 2; wave < 5; wave++)
        {
            _room.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _room.RefuseAsync(_room.Token(header: header => header["kid"] = $"unknown-{i}"))));
            Assert.Equal(wave, Fetches);
        }
    }

    [Fact]
    public async Task A06_a_new_key_is_known_after_one_refetch()
    {
        await _room.AcceptAsync(_room.Token());
        var next = TestKey.Ec("next");
        _room.Issuer.Publish(OAuthRoom.Rsa, next);
        _room.Time.Advance(TimeSpan.FromSeconds(30));
        await _room.AcceptAsync(_room.Token(key: next));
        await _room.AcceptAsync(_room.Token());
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(key: OAuthRoom.Ec)));
    }

    [Fact]
    public async Task A_key_that_was_taken_back_stops_working()
    {
        await _room.AcceptAsync(_room.Token());
        _room.Issuer.Publish(OAuthRoom.Ec);
        _room.Time.Advance(IssuerKeys.Fresh);
        await _room.AskAsync(_room.Token());   // may still be accepted: it begins the refresh
        await TestTimeout.UntilAsync("the refresh", async () => await _room.AskAsync(_room.Token()) is AuthResult.Refused);
        Assert.Equal(2, Fetches);
    }

    [Fact]
    public async Task After_an_hour_nothing_is_accepted_on_old_keys_while_the_issuer_answers()
    {
        await _room.AcceptAsync(_room.Token());
        _room.Issuer.Publish(OAuthRoom.Ec);
        _room.Time.Advance(IssuerKeys.Old);
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token()));
    }

    [Fact]
    public async Task A06_keys_outlive_their_issuer_by_a_day()
    {
        await _room.AcceptAsync(_room.Token());
        _room.Issuer.Answer(IssuerServer.Keys, "down", status: 503);
        _room.Time.Advance(TimeSpan.FromHours(23.9));
        await _room.AcceptAsync(_room.Token());
        await _room.AcceptAsync(_room.Token());
        _room.Time.Advance(TimeSpan.FromHours(0.1));
        var refused = await _room.RefuseAsync(_room.Token());
        Assert.Equal((503, null, null), (refused.Status, refused.Error, refused.Challenge));
        Assert.Equal("keys of the OAuth issuer could not be had: " + _room.Issuer.Url + "/keys answered 503.", Assert.Single(Lines(LogLevel.Warning)));

        _room.Issuer.Publish(OAuthRoom.Rsa);
        _room.Time.Advance(IssuerKeys.Pause);
        await _room.AcceptAsync(_room.Token());
        Assert.Equal("keys of the OAuth issuer are there again: 1", Assert.Single(Lines(LogLevel.Information)));
    }

    [Fact]
    public async Task A06_an_issuer_that_was_never_there_is_asked_again_soon()
    {
        _room.Issuer.Answer(IssuerServer.Keys, "down", status: 500);
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Equal(1, Fetches);
        _room.Issuer.Publish(OAuthRoom.Rsa);
        _room.Time.Advance(IssuerKeys.FirstPause);
        await _room.AcceptAsync(_room.Token());
    }

    [Fact]
    public async Task A06_an_issuer_that_cannot_be_reached()
    {
        _room.Issuer.Stop();
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Contains("/keys could not be reached: ", Assert.Single(Lines(LogLevel.Warning)), StringComparison.Ordinal);
    }

    // Tokens that are wrong anyway must not make us talk to anybody.
    [Fact]
    public async Task No_keys_are_asked_for_in_vain()
    {
        await _room.RefuseAsync(_room.Token(claims => claims["iss"] = "https://other.example.com"));
        await _room.RefuseAsync(_room.Token(claims => claims["aud"] = "https://other.example.com"));
        await _room.RefuseAsync(_room.Token(claims => claims["exp"] = 1));
        await _room.RefuseAsync(_room.Token(header: header => header["alg"] = "HS256"));
        Assert.Empty(_room.Issuer.Paths);
    }

    [Fact]
    public async Task A_slow_issuer_is_given_five_seconds()
    {
        var asked = new TaskCompletionSource();
        var hold = new TaskCompletionSource();
        _room.Issuer.Answer(IssuerServer.Keys, async _ =>
        {
            asked.SetResult();
            await hold.Task;
        });
        var asking = _room.RefuseAsync(_room.Token());
        await asked.Task.WaitAsync(TestTimeout.Token());
        _room.Time.Advance(DocumentFetch.Patience);
        Assert.Equal(503, (await asking).Status);
        Assert.EndsWith("did not answer within 5 seconds.", Assert.Single(Lines(LogLevel.Warning)), StringComparison.Ordinal);
        hold.SetResult();
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_wait()
    {
        var hold = new TaskCompletionSource();
        _room.Issuer.Answer(IssuerServer.Keys, _ => hold.Task);
        using var gone = new CancellationTokenSource();
        var asking = _room.Authenticator.AuthenticateAsync(["Bearer " + _room.Token()], gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asking);
        hold.SetResult();
    }

    [Fact]
    public async Task A_huge_answer_is_not_read()
    {
        _room.Issuer.Answer(IssuerServer.Keys, "{\"keys\":[]}" + new string(' ', DocumentFetch.LargestBytes));
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.EndsWith("answered with more than 262144 bytes.", Assert.Single(Lines(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        using var mallory = new IssuerServer();
        mallory.Publish(OAuthRoom.Rsa);
        _room.Issuer.Answer(IssuerServer.Keys, context =>
        {
            context.Response.Redirect(mallory.Url + IssuerServer.Keys);
            return Task.CompletedTask;
        });
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.Empty(mallory.Paths);
        Assert.EndsWith("answered 302, and redirects are not followed.", Assert.Single(Lines(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("<html>")]
    public async Task What_is_no_key_set(string text)
    {
        _room.Issuer.Answer(IssuerServer.Keys, text);
        Assert.Equal(503, (await _room.RefuseAsync(_room.Token())).Status);
        Assert.EndsWith("/keys is not a set of keys.", Assert.Single(Lines(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_not_used_are_told_once()
    {
        _room.Issuer.PublishJwks([TestKey.Rsa("weak", 1024).Jwk(), OAuthRoom.Rsa.Jwk()]);
        await _room.AcceptAsync(_room.Token());
        _room.Time.Advance(IssuerKeys.Old);
        await _room.AcceptAsync(_room.Token());
        Assert.Equal(2, Fetches);
        Assert.Equal("keys of the OAuth issuer: an RSA key below 2048 bits is not used", Assert.Single(Lines(LogLevel.Warning)));
    }

    private int Fetches => _room.Issuer.Asked(IssuerServer.Keys);

    private IEnumerable<string> Lines(LogLevel level) => _room.Log.Of<IssuerKeys>().Where(line => line.Level == level).Select(line => line.Text);
}
