namespace Palimpsest.Diffusion.Samplers;

/// <summary>The weights of UniPC's divided differences in its predictor and its corrector, each including B(h) or φ(h).</summary>
internal readonly record struct UniPcWeights(float[] Predictor, float[] Corrector)
{
    /// <param name="places">r_1 … r_(p-1) of earlier predictions in units of h, then 1 for the prediction being made; p is the order.</param>
    /// <param name="h">The step in λ.</param>
    public static UniPcWeights Of(UniPcVariant variant, float[] places, float h, bool correct) => variant switch
    {
        UniPcVariant.Bh1 => OfBh(places, h, -h, correct),
        UniPcVariant.Bh2 => OfBh(places, h, SigmaMath.ExpM1(-h), correct),
        UniPcVariant.VaryingCoefficients => OfVaryingCoefficients(places, h, correct),
        _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, "UniPC's variant is Bh1, Bh2 or VaryingCoefficients."),
    };

    /// <summary>Theorem 3.1: R ρ = φ(h)/B(h), R being the Vandermonde matrix of the places. Order 1 of the corrector and 2 of the predictor take ½ instead.</summary>
    private static UniPcWeights OfBh(float[] places, float h, float bh, bool correct)
    {
        int order = places.Length;
        float[] phi = Phi(-h, order + 1);
        var matrix = new double[order, order];
        var right = new double[order];
        double factorial = 1;
        for (int i = 0; i < order; i++)
        {
            factorial *= i + 1;
            right[i] = phi[i + 1] * factorial / bh;
            for (int j = 0; j < order; j++)
            {
                matrix[i, j] = Math.Pow(places[j], i);
            }
        }

        double[] predictor = order == 2 ? [0.5] : LinearSystem.Solve(matrix, right, order - 1);
        double[] corrector = !correct ? [] : order == 1 ? [0.5] : LinearSystem.Solve(matrix, right, order);
        return new(Array.ConvertAll(predictor, rho => (float)rho * bh), Array.ConvertAll(corrector, rho => (float)rho * bh));
    }

    /// <summary>
    /// UniPC_v, appendix C. The corrector's weight of the newest difference comes from the last but one row of the inverse, not from the last:
    /// the authors' program does so, and its pictures are what is expected.
    /// </summary>
    private static UniPcWeights OfVaryingCoefficients(float[] places, float h, bool correct)
    {
        int order = places.Length;
        float[] phi = Phi(-h, order + 1);
        var matrix = new double[order, order];
        for (int i = 0; i < order; i++)
        {
            double power = 1;
            for (int k = 0; k < order; k++)
            {
                matrix[i, k] = power;
                power *= places[i] / (k + 2);
            }
        }

        float[] predictor = Weights(LinearSystem.Inverse(matrix, order - 1), rows: order - 1, columns: order - 1);
        if (!correct)
        {
            return new(predictor, []);
        }

        double[,] inverse = LinearSystem.Inverse(matrix, order);
        float[] corrector = [.. Weights(inverse, rows: order - 1, columns: order - 1), phi[order] * (float)inverse[Math.Max(order - 2, 0), order - 1]];
        return new(predictor, corrector);

        float[] Weights(double[,] inverse, int rows, int columns)
        {
            var weights = new float[columns];
            for (int k = 0; k < rows; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    weights[j] += phi[k + 1] * (float)inverse[k, j];
                }
            }

            return weights;
        }
    }

    /// <summary>φ_1 h = e^h - 1, and φ_(k+1) = φ_k / h - 1/k!.</summary>
    private static float[] Phi(float h, int count)
    {
        var phi = new float[count];
        phi[0] = SigmaMath.ExpM1(h);
        float factorial = 1;
        for (int k = 1; k < count; k++)
        {
            phi[k] = (phi[k - 1] / h) - (1 / factorial);
            factorial *= k + 1;
        }

        return phi;
    }
}
