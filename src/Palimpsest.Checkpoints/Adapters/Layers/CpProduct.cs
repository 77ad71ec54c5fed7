namespace Palimpsest.Checkpoints.Adapters.Layers;

/// <summary>The CP (Tucker) form of a convolution's change: Δ[p,r,k,l] = Σ_ij a[i,p]·t[i,j,k,l]·b[j,r].</summary>
internal static class CpProduct
{
    /// <param name="t">[I,J,K,L].</param>
    /// <param name="a">[I,P].</param>
    /// <param name="b">[J,R].</param>
    public static AdapterTensor Of(AdapterTensor t, AdapterTensor a, AdapterTensor b)
    {
        int i = t.Shape[0], taps = t.Shape[2] * t.Shape[3], r = b.Shape[1];
        AdapterTensor inner = Contract(t, b.Transposed(), i, taps); // [I,R,K,L]
        return a.Transposed().Times(inner.Reshape(i, r * taps)).Reshape(a.Shape[1], r, t.Shape[2], t.Shape[3]);
    }

    /// <summary>Throws unless the three fit each other.</summary>
    public static int[] Shape(IReadOnlyList<int> t, IReadOnlyList<int> a, IReadOnlyList<int> b) =>
        t.Count == 4 && a.Count == 2 && b.Count == 2 && t[0] == a[0] && t[1] == b[0]
            ? [a[1], b[1], t[2], t[3]]
            : throw new LayerFaultException(
                $"its core tensor [{string.Join(',', t)}] does not fit its factors [{string.Join(',', a)}] and [{string.Join(',', b)}]");

    private static AdapterTensor Contract(AdapterTensor t, AdapterTensor bTransposed, int i, int taps)
    {
        int j = t.Shape[1], r = bTransposed.Shape[0];
        var values = new float[checked(i * r * taps)];
        for (int n = 0; n < i; n++)
        {
            var slice = new AdapterTensor(t.Values[(n * j * taps)..((n + 1) * j * taps)], [j, taps], t.Type);
            bTransposed.Times(slice).Values.CopyTo(values, n * r * taps);
        }

        return new AdapterTensor(values, [i, r, t.Shape[2], t.Shape[3]], AdapterTensor.Common(t.Type, bTransposed.Type));
    }
}
