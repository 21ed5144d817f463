using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace McpRedis.Tests.Support;

/// <summary>
/// Random input from a seed that a failing test tells: MCP_REDIS_TEST_SEED=… gives the very same input again. Without it every run
/// tries another, but in CI (CI=true) the seed is always the same.
/// </summary>
internal static class Seeded
{
    private const string Variable = "MCP_REDIS_TEST_SEED";

    /// <summary>Runs a property on <paramref name="cases"/> inputs.</summary>
    public static void Check(this Property property, int cases, int endSize = 100)
    {
        ulong seed = Seed();
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithEndSize(endSize).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)));
        try
        {
            property.Check(config);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Variable}={seed}: {e.Message}"), e);
        }
    }

    /// <summary>So many values of a size; the seed is in the output of the test, which a failing one shows.</summary>
    public static IReadOnlyList<T> Values<T>(this Gen<T> values, int count, int size)
    {
        ulong seed = Seed();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Variable}={seed}"));
        return [.. values.Sample(count, new Rnd(seed), size)];
    }

    // A run that decides about a change is the same whenever it is repeated; at a desk every run tries other input.
    private static ulong Seed() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? ulong.Parse(given, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("CI") == "true" ? 20_260_728 : (ulong)Random.Shared.NextInt64();
}
