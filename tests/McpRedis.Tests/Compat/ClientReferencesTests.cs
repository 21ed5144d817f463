using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

// The compiler never sees what StackExchange.Redis asks of the two assemblies of src/compat: a member that is missing, or
// whose signature differs by a modifier, fails when the method that calls it is first compiled, in production. So every
// reference is bound here. This is also what guards a version bump of the client.
public sealed class ClientReferencesTests
{
    private static readonly string[] s_supplied = ["Pipelines.Sockets.Unofficial", "System.IO.Hashing"];

    // Some references stand in generic code of the client and name its type parameters. A delegate type satisfies every
    // constraint of ours.
    private static readonly Type[] s_anyArguments = [typeof(Action), typeof(Action), typeof(Action), typeof(Action)];

    [Fact]
    public void Every_reference_of_the_client_into_the_supplied_assemblies_resolves()
    {
        var module = typeof(ConnectionMultiplexer).Module;
        using var file = new PEReader(File.OpenRead(module.FullyQualifiedName));
        var metadata = file.GetMetadataReader();
        var resolved = 0;
        var wrong = new List<string>();

        foreach (var handle in metadata.TypeReferences.Where(t => IsSupplied(metadata, t)))
        {
            Resolve(NameOf(metadata, handle), () => module.ResolveType(MetadataTokens.GetToken(handle)).Assembly);
        }

        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (OwnerOf(metadata, member.Parent) is { } owner && IsSupplied(metadata, owner))
            {
                Resolve(
                    $"{NameOf(metadata, owner)}.{metadata.GetString(member.Name)}",
                    () => module.ResolveMember(MetadataTokens.GetToken(handle), s_anyArguments, s_anyArguments)!.Module.Assembly);
            }
        }

        Assert.Empty(wrong);
        Assert.True(resolved > 90, $"Only {resolved} references were found: the test looks at the wrong thing.");

        void Resolve(string name, Func<Assembly> bind)
        {
            try
            {
                var found = bind().GetName().Name!;
                if (s_supplied.Contains(found))
                {
                    resolved++;
                    return;
                }

                wrong.Add($"{name}: found in {found}");
            }
            catch (Exception e)
            {
                wrong.Add($"{name}: {e.Message}");
            }
        }
    }

    [Fact]
    public void The_supplied_assemblies_are_at_least_as_new_as_the_client_asks()
    {
        var asked = typeof(ConnectionMultiplexer).Assembly.GetReferencedAssemblies()
            .Where(a => s_supplied.Contains(a.Name))
            .ToArray();

        Assert.Equal(2, asked.Length);
        Assert.All(asked, a => Assert.True(Assembly.Load(a.Name!).GetName().Version >= a.Version, a.FullName));
    }

    // A type reference, or the open type behind an instantiated one.
    private static TypeReferenceHandle? OwnerOf(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadByte(); // class or value type
        var generic = blob.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }

    private static bool IsSupplied(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsSupplied(metadata, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => s_supplied.Contains(
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
            _ => false,
        };
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle) =>
        metadata.GetString(metadata.GetTypeReference(handle).Name);
}
