namespace Palimpsest.Compute.Kernels;

/// <summary>One elementwise function: its specification in double precision and its vector form.</summary>
internal interface IActivationFunction : IScalarFunction
{
    static abstract TVector Apply<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;
}
