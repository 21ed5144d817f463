using FsCheck;
using FsCheck.Fluent;
using McpRedis.Auth;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>A valid token, changed anywhere in any way, is no token.</summary>
public sealed class MutatedTokenTests : IDisposable
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~";

    private readonly OAuthRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task No_mutation_of_a_valid_token_is_accepted()
    {
        string[] tokens = [_room.Token(), _room.Token(key: OAuthRoom.Ec), _room.Token(claims => claims["scope"] = "redis:admin"), _room.Token(claims => claims["sub"] = "bob", key: OAuthRoom.Ec)];
        foreach (string token in tokens)
        {
            await _room.AcceptAsync(token);
        }
        var mutations =
            from token in Gen.Elements(tokens)
            from edits in Edit(tokens).NonEmptyListOf()
            select (Right: tokens, Token: edits.Take(4).Aggregate(token, (text, edit) => edit(text)));
        Prop.ForAll(mutations.ToArbitrary(), one => one.Right.Contains(one.Token) || one.Token.Length == 0
            || _room.AskAsync(one.Token).GetAwaiter().GetResult() is AuthResult.Refused).Check(10_000);
    }

    // Every bit of the signature and of the header, each alone: base64 leaves bits to spare that a careless reader ignores.
    [Fact]
    public async Task No_other_last_character_of_a_part_means_the_same()
    {
        foreach (string token in (string[])[_room.Token(), _room.Token(key: OAuthRoom.Ec)])
        {
            foreach (int at in (int[])[token.IndexOf('.', StringComparison.Ordinal) - 1, token.LastIndexOf('.') - 1, token.Length - 1])
            {
                foreach (char other in Alphabet.Where(c => c != token[at]))
                {
                    Assert.IsType<AuthResult.Refused>(await _room.AskAsync($"{token[..at]}{other}{token[(at + 1)..]}"));
                }
            }
        }
    }

    private static Gen<Func<string, string>> Edit(string[] tokens)
    {
        var change = from at in Gen.Choose(0, 2000)
                     from c in Gen.Elements(Alphabet.ToCharArray())
                     from kind in Gen.Choose(0, 3)
                     select (Func<string, string>)(text => text.Length == 0 ? text : Change(text, at % text.Length, c, kind));
        var splice = from other in Gen.Elements(tokens)
                     from part in Gen.Choose(0, 2)
                     select (Func<string, string>)(text => Splice(text, other, part));
        return Gen.OneOf(change, change, change, splice);
    }

    private static string Change(string text, int at, char c, int kind) => kind switch
    {
        0 => $"{text[..at]}{c}{text[(at + 1)..]}",
        1 => $"{text[..at]}{c}{text[at..]}",
        2 => text.Remove(at, 1),
        _ => text[..at],
    };

    // One part of another valid token in place of ours.
    private static string Splice(string text, string other, int part)
    {
        string[] ours = text.Split('.'), theirs = other.Split('.');
        if (part < ours.Length)
        {
            ours[part] = theirs[part];
        }
        return string.Join('.', ours);
    }
}
